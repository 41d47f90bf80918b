import { Cache, defaultCacheFolder } from "../mirror/cache.ts";
import { fetchOnDemand } from "../mirror/fetch-on-demand.ts";
import { type LoadedRepository, loadRepository } from "../mirror/load-repository.ts";
import { sourceAt } from "../mirror/repository-source.ts";
import { describeSignature } from "../mirror/signature-result.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { textOf } from "../pool/table-text.ts";
import { parseComps } from "../repodata/parse-comps.ts";
import { parseModules } from "../repodata/parse-modules.ts";
import { parseUpdateinfo } from "../repodata/parse-updateinfo.ts";
import type { RepositoryInfoView } from "../report/render-repository.ts";
import { readKeyFiles } from "./open-repositories.ts";
import { repositoryFailure } from "./repository-failure.ts";
import { RequestError } from "./request-error.ts";

export interface RepositoryRequest {
  readonly gpgKeyFiles: readonly string[];
  readonly maxAgeHours: number;
  readonly progress: (line: string) => void;
}

const HOUR = 60 * 60 * 1000;

/** Loads the repository that a user names, with the keys named for it, and gives it to `use` while the network is open. */
export async function withRepository<Result>(
  location: string,
  request: RepositoryRequest,
  use: (repository: LoadedRepository) => Result | Promise<Result>,
): Promise<Result> {
  const fetcher = fetchOnDemand({ onProgress: ({ label }) => request.progress(label) });
  try {
    const keys = readKeyFiles(request.gpgKeyFiles);
    const signature = keys.length === 0 ? "if-signed" : "required";
    const cache = Cache.open(defaultCacheFolder(process.env));
    const options = { cache, fetcher, maxAge: request.maxAgeHours * HOUR, now: new Date() };
    return await use(await loadRepository({ ...sourceAt(withoutUser(location), location), keys, signature }, options));
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RequestError) throw error;
    throw new Error(repositoryFailure(withoutUser(location), error), { cause: error });
  } finally {
    request.progress("");
    await fetcher.close();
  }
}

/** The address as a name: a user and password in it are nobody's to read. */
function withoutUser(location: string): string {
  return location.replace(/^([a-z]+:\/\/)[^/?#]*@/i, "$1");
}

/** What a repository holds: counts of what its metadata says. */
export async function repositoryInfoOf(location: string, request: RepositoryRequest): Promise<RepositoryInfoView> {
  return withRepository(location, request, infoOf);
}

async function infoOf(loaded: LoadedRepository): Promise<RepositoryInfoView> {
  const { table, repomd, signature } = loaded;
  const warnings = [...loaded.warnings];
  const optional = async <Value>(type: string, read: (text: string) => Value): Promise<Value | undefined> => {
    try {
      const bytes = await loaded.open(type);
      return bytes === undefined ? undefined : read(new TextDecoder().decode(bytes));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      warnings.push(error.message);
      return undefined;
    }
  };
  const modules = await optional("modules", parseModules);
  const updates = await optional("updateinfo", parseUpdateinfo);
  const streams = new Set(modules?.streams.map(({ name, stream }) => `${name}:${stream}`));
  const comps = (await optional("group", parseComps)) ?? (await optional("group_gz", parseComps));
  for (const problem of modules?.problems ?? []) warnings.push(problem.message);
  return {
    location: loaded.location,
    packages: table.count,
    provides: table.dependencies.provides.ids.length,
    requires: table.dependencies.requires.ids.length,
    files: table.files.ids.length,
    modules: streams.size,
    updates: updates?.length ?? 0,
    groups: comps?.groups.length ?? 0,
    revision: repomd.revision,
    signature: { kind: signature.kind, detail: describeSignature(signature) },
    architectures: countArchitectures(table),
    newestBuild: newestBuild(table),
    downloadBytes: table.packageSizes.reduce((sum, size) => sum + size, 0),
    warnings,
  };
}

function countArchitectures(table: PackageTable): Readonly<Record<string, number>> {
  const counts = new Map<number, number>();
  for (const id of table.archs.subarray(0, table.count)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const named = [...counts].map(([id, count]) => [textOf(table, id), count] as const);
  return Object.fromEntries(named.toSorted(([, left], [, right]) => right - left));
}

function newestBuild(table: PackageTable): string | null {
  const newest = table.buildTimes.subarray(0, table.count).reduce((most, time) => Math.max(most, time), 0);
  return newest === 0 ? null : new Date(newest * 1000).toISOString().slice(0, 10);
}
