import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lookUpPaths } from "../src/app/look-up-paths.ts";
import { Cache } from "../src/mirror/cache.ts";
import { fetchOnDemand } from "../src/mirror/fetch-on-demand.ts";
import { loadRepository } from "../src/mirror/load-repository.ts";
import { sourceAt } from "../src/mirror/repository-source.ts";
import { createPool } from "../src/pool/create-pool.ts";
import type { PackageTable } from "../src/pool/package-table.ts";
import { printable } from "../src/report/layout.ts";
import { checkInstallable } from "../src/resolve/check-installable.ts";
import { missingPaths } from "../src/resolve/missing-paths.ts";

const usage = `Usage: npm run installcheck -- REPO [--with DIR]... [--arch x86_64] [--filelists]
Whether each package of REPO (a folder or URL) can be installed on an empty machine, with what is in REPO and in each --with.
Prints OK<TAB>NEVRA<TAB>packages of the transaction, or BAD<TAB>NEVRA<TAB>reason; the last line, on standard error, counts them.
Paths are those of primary.xml, as libsolv reads it; --filelists looks up the others that packages require as well.
Exit 1 when a package is BAD.`;

interface Options {
  readonly repository: string;
  readonly with: readonly string[];
  readonly architecture: string;
  readonly filelists: boolean;
}

function readOptions(): Options | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      with: { type: "string", multiple: true, default: [] },
      arch: { type: "string", default: "x86_64" },
      filelists: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [repository, ...more] = positionals;
  if (values.help || repository === undefined || more.length > 0) return undefined;
  return { repository, with: values.with, architecture: values.arch, filelists: values.filelists };
}

/** The repositories' tables, in the order given; with the owners of every required path where file lists are asked for. */
async function load(options: Options): Promise<readonly PackageTable[]> {
  const folder = mkdtempSync(join(tmpdir(), "ferry-installcheck-"));
  const fetcher = fetchOnDemand();
  try {
    const cache = Cache.open(folder);
    const now = new Date();
    const repositories = await Promise.all(
      [options.repository, ...options.with].map((location) =>
        loadRepository(
          { ...sourceAt(location, location), keys: [], signature: "if-signed" },
          { cache, fetcher, maxAge: 0, now },
        ),
      ),
    );
    const tables = repositories.map(({ table }) => table);
    if (!options.filelists) return tables;
    const paths = missingPaths(tables, "all");
    const found = await Promise.all(repositories.map((repository) => lookUpPaths(repository, paths)));
    for (const [index, { told }] of found.entries())
      if (!told) console.error(`${repositories[index]?.location} has no file lists`);
    return found.map(({ table }) => table);
  } finally {
    await fetcher.close();
    rmSync(folder, { recursive: true });
  }
}

const options = readOptions();
if (options === undefined) {
  console.error(usage);
  process.exitCode = 64;
} else {
  const tables = await load(options);
  const pool = createPool({
    architecture: options.architecture,
    repositories: tables.map((table, index) => ({ id: index === 0 ? "repository" : `with-${index}`, table })),
  });
  const counts = { installable: 0, broken: 0 };
  for (const result of checkInstallable(pool, "repository")) {
    counts[result.kind]++;
    const nevra = printable(result.nevra);
    const line =
      result.kind === "broken" ? `BAD\t${nevra}\t${printable(result.why)}` : `OK\t${nevra}\t${result.packages}`;
    process.stdout.write(`${line}\n`);
  }
  console.error(`${counts.installable} OK, ${counts.broken} BAD`);
  process.exitCode = counts.broken > 0 ? 1 : 0;
}
