import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createPool } from "../../src/pool/create-pool.ts";
import type { PackageId, Pool } from "../../src/pool/pool.ts";
import { tableOfPackages } from "../../src/pool/table-of-packages.ts";
import { indexModules } from "../../src/repodata/index-modules.ts";
import { parseModules } from "../../src/repodata/parse-modules.ts";
import { parsePrimary } from "../../src/repodata/parse-primary.ts";
import { distroSync } from "../../src/resolve/distro-sync.ts";
import { filterModules } from "../../src/resolve/modules/filter-modules.ts";
import type { Resolution } from "../../src/resolve/resolution.ts";
import { installedPackageOf } from "../../src/rpmdb/installed-package-of.ts";
import { readRpmDatabase } from "../../src/rpmdb/read-rpm-database.ts";
import type { RandomHost } from "../generate/random-host.ts";

/** What Ferry would do with the host, from the same database and the same repositories. */
export function runFerry(host: RandomHost): Resolution {
  const database = join(host.root, "var/lib/rpm");
  const files = readdirSync(database)
    .filter((name) => name.startsWith("rpmdb.sqlite"))
    .map((name) => ({ name, bytes: readFileSync(join(database, name)) }));
  const installed = Array.from(readRpmDatabase(files).headers, installedPackageOf);
  const pool = createPool({
    architecture: "x86_64",
    installed: tableOfPackages(installed),
    repositories: host.repositories.map(({ id, directory, priority, cost }) => ({
      id,
      priority,
      cost,
      table: parsePrimary(gunzipSync(readFileSync(primaryOf(directory)))),
    })),
  });
  return distroSync(pool, { protectedPackages: ["dnf"], hiddenByModules: hiddenByModules(pool, host) });
}

function hiddenByModules(pool: Pool, { repositories, modules }: RandomHost): ReadonlySet<PackageId> {
  const indexes = repositories.flatMap(({ directory }) => {
    const file = metadataFile(directory, "-modules.yaml.gz");
    return file === undefined ? [] : [indexModules(parseModules(gunzipSync(readFileSync(file)).toString()))];
  });
  const hotfix = new Set(repositories.filter(({ isHotfix }) => isHotfix).map(({ id }) => id));
  return filterModules(
    pool,
    { indexes, host: modules, platform: "el9", architecture: "x86_64", rules: "by-context" },
    { hotfix, unlisted: new Set(), installed: [] },
  ).hidden;
}

function primaryOf(directory: string): string {
  const file = metadataFile(directory, "-primary.xml.gz");
  if (file === undefined) throw new Error(`Cannot read the repository at ${directory}: it has no primary.xml.gz`);
  return file;
}

function metadataFile(directory: string, end: string): string | undefined {
  const folder = join(directory, "repodata");
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith(end)) : undefined;
  return name === undefined ? undefined : join(folder, name);
}
