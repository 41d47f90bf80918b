import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readers } from "../../src/facts/readers.ts";
import { rootFiles } from "../../src/hosts/root-files.ts";
import { readRootPackages } from "../../src/hosts/root-packages.ts";
import { inInstalledOrder } from "../../src/package/installed-order.ts";
import { createPool } from "../../src/pool/create-pool.ts";
import type { PackageId, Pool } from "../../src/pool/pool.ts";
import { tableOfPackages } from "../../src/pool/table-of-packages.ts";
import { indexModules } from "../../src/repodata/index-modules.ts";
import { parseModules } from "../../src/repodata/parse-modules.ts";
import { parsePrimary } from "../../src/repodata/parse-primary.ts";
import { distroSync, runDistroSync, type SyncRun } from "../../src/resolve/distro-sync.ts";
import type { DistroSyncOptions } from "../../src/resolve/distro-sync-options.ts";
import { filterModules } from "../../src/resolve/modules/filter-modules.ts";
import type { Resolution } from "../../src/resolve/resolution.ts";
import { packageText } from "../../src/resolve/testcase/package-text.ts";
import { resultLines } from "../../src/resolve/testcase/result-lines.ts";
import type { RandomHost } from "../generate/random-host.ts";

export interface FerryAnswer {
  readonly resolution: Resolution;
  readonly run: SyncRun;
  /** What is hidden from the solver, and its own results, in the words of libsolv's testcases. */
  readonly lines: readonly string[];
}

/** What Ferry would do with the host, from the same database and the same repositories. */
export async function runFerry(host: RandomHost): Promise<FerryAnswer> {
  const { pool, options } = await ferryInput(host);
  const run = runDistroSync(pool, options);
  const lines = [
    ...hiddenPackages(pool).map((text) => `disable pkg ${text}`),
    ...["transaction", "problems"].flatMap((kind) => resultLines(run.result, kind, md5)),
  ];
  return { resolution: distroSync(pool, options), run, lines };
}

/** The host as Ferry's solver gets it. */
async function ferryInput(host: RandomHost): Promise<{ readonly pool: Pool; readonly options: DistroSyncOptions }> {
  const packages = readers.packages.read(await readRootPackages(host.root, rootFiles(host.root)));
  if (packages.kind !== "known")
    throw new Error(
      `Cannot read the packages of ${host.root}: ${packages.kind === "absent" ? "none there" : packages.reason}`,
    );
  const pool = createPool({
    architecture: "x86_64",
    installed: tableOfPackages(inInstalledOrder(packages.value)),
    repositories: host.repositories.map(({ id, directory, priority, cost }) => ({
      id,
      priority,
      cost,
      table: parsePrimary(gunzipSync(readFileSync(primaryOf(directory)))),
    })),
  });
  const { settings, repositories } = host;
  const options: DistroSyncOptions = {
    best: settings.best,
    installWeakDependencies: settings.installWeakDependencies,
    allowErasing: settings.allowErasing,
    installonlyLimit: settings.installonlyLimit,
    protectedPackages: settings.protectedPackages,
    // As Debian's libdnf 0.69.0 does.
    unusedInstallonlyMayCome: true,
    excludes: settings.excludes,
    includes: settings.includes,
    repositoryExcludes: Object.fromEntries(repositories.map(({ id, excludes = [] }) => [id, excludes])),
    repositoryIncludes: Object.fromEntries(repositories.map(({ id, includes = [] }) => [id, includes])),
    ...(settings.runningKernel === undefined ? {} : { runningKernel: settings.runningKernel }),
    hiddenByModules: hiddenByModules(pool, host),
  };
  return { pool, options };
}

/** What excludes, includes and modules hide. */
function hiddenPackages(pool: Pool): string[] {
  const hidden: string[] = [];
  for (let id = 2; id < pool.count; id++) if (pool.considered[id] === 0) hidden.push(packageText(pool, id));
  return hidden;
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
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
