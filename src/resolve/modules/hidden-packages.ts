import type { ModuleIndex } from "../../package/module-index.ts";
import type { PackageId, Pool, RepositoryRange } from "../../pool/pool.ts";
import type { ActiveStreams, IndexedBuild } from "./active-streams.ts";

/**
 * The packages that active and inactive streams hide: artifacts of inactive streams, and whatever else has or provides the
 * name of a package of an active one. Installed packages and hotfix repositories (module_hotfixes=1) are never hidden.
 * Source: libdnf 0.69, dnf-sack.cpp, collectDataForModularFiltering and setModuleExcludes.
 */
export function hiddenPackages(
  pool: Pool,
  streams: Pick<ActiveStreams, "active" | "inactive">,
  hotfixRepositories: ReadonlySet<string>,
): readonly PackageId[] {
  if (streams.active.length === 0 && streams.inactive.length === 0) return [];
  const kept = artifactMarks(pool, streams.active);
  const hidden = new Uint8Array(pool.count);
  for (const [id, isArtifact] of artifactMarks(pool, streams.inactive).entries()) hidden[id] = isArtifact;
  const { binaries, sources } = activeNames(pool, streams.active);
  const sourceArchs = new Set(["src", "nosrc"].map((arch) => pool.strings.findText(arch)));
  for (const name of binaries) {
    let at = pool.providers.of(name);
    const { lists } = pool.providers;
    for (let id = lists[at]!; id !== 0; id = lists[++at]!) hidden[id] = 1;
  }
  const found: PackageId[] = [];
  for (const repository of pool.repositories) {
    if (isExempt(pool, repository, hotfixRepositories)) continue;
    for (let id = repository.start; id < repository.end; id++) {
      if (kept[id] === 1) continue;
      const name = pool.names[id]!;
      if (hidden[id] === 1 || binaries.has(name) || (sources.has(name) && sourceArchs.has(pool.archs[id]!)))
        found.push(id);
    }
  }
  return found;
}

/** Repositories that modular filtering leaves alone. */
export function isExempt(pool: Pool, repository: RepositoryRange, hotfix: ReadonlySet<string>): boolean {
  return repository === pool.installedRepository || hotfix.has(repository.id);
}

/** 1 for every package whose name, EVR and architecture are those of an artifact. */
export function artifactMarks(pool: Pool, builds: readonly IndexedBuild[]): Uint8Array {
  const wanted = new Map<number, Set<number>>();
  const ids = poolIds(pool);
  for (const { build, index } of builds) {
    const { names, evrs, archs } = ids(index);
    const { artifacts } = build;
    for (let i = 0; i < artifacts.length; i += 3) {
      const name = names[artifacts[i]!]!;
      const evr = evrs[artifacts[i + 1]!]!;
      const arch = archs[artifacts[i + 2]!]!;
      if (name === 0 || evr === 0 || arch === 0) continue;
      const known = wanted.get(name);
      if (known === undefined) wanted.set(name, new Set([pairOf(evr, arch)]));
      else known.add(pairOf(evr, arch));
    }
  }
  const marks = new Uint8Array(pool.count);
  if (wanted.size === 0) return marks;
  for (let id = 2; id < pool.count; id++)
    if (wanted.get(pool.names[id]!)?.has(pairOf(pool.evrs[id]!, pool.archs[id]!)) === true) marks[id] = 1;
  return marks;
}

/** String ids have less than 26 bits: two of them fit the 53 of a number. */
function pairOf(evr: number, arch: number): number {
  return evr * 2 ** 26 + arch;
}

interface PoolIds {
  readonly names: Uint32Array;
  readonly evrs: Uint32Array;
  readonly archs: Uint32Array;
}

/** The pool's ids of an index's texts, 0 for those that no package has. Each text is looked up once. */
function poolIds(pool: Pool): (index: ModuleIndex) => PoolIds {
  const known = new Map<ModuleIndex, PoolIds>();
  const find = (texts: readonly string[]): Uint32Array =>
    Uint32Array.from(texts, (text) => pool.strings.findText(text));
  return (index) => {
    const ids = known.get(index) ?? { names: find(index.names), evrs: find(index.evrs), archs: find(index.archs) };
    known.set(index, ids);
    return ids;
  };
}

/** Names of packages of active streams, without those that have left their module. Source packages hide only their kind. */
function activeNames(
  pool: Pool,
  active: readonly IndexedBuild[],
): { readonly binaries: ReadonlySet<number>; readonly sources: ReadonlySet<number> } {
  const ids = poolIds(pool);
  const demodularized = demodularizedNames(active);
  const binaries = new Set<number>();
  const sources = new Set<number>();
  for (const { build, index } of active) {
    const { names } = ids(index);
    const left = demodularized.get(streamKey(build));
    const { artifacts } = build;
    for (let i = 0; i < artifacts.length; i += 3) {
      const name = names[artifacts[i]!]!;
      if (name === 0 || left?.has(index.names[artifacts[i]!]!) === true) continue;
      const arch = index.archs[artifacts[i + 2]!]!;
      (arch === "src" || arch === "nosrc" ? sources : binaries).add(name);
    }
  }
  return { binaries, sources };
}

/** By stream and architecture, what the newest of these builds say has left the module. */
function demodularizedNames(builds: readonly IndexedBuild[]): ReadonlyMap<string, ReadonlySet<string>> {
  const newest = new Map<string, bigint>();
  for (const { build } of builds) {
    const version = BigInt(build.version);
    if (version > (newest.get(streamKey(build)) ?? -1n)) newest.set(streamKey(build), version);
  }
  const names = new Map<string, Set<string>>();
  for (const { build } of builds) {
    if (build.demodularized.length === 0 || BigInt(build.version) !== newest.get(streamKey(build))) continue;
    names.set(streamKey(build), new Set([...(names.get(streamKey(build)) ?? []), ...build.demodularized]));
  }
  return names;
}

function streamKey({ name, stream, arch }: IndexedBuild["build"]): string {
  return JSON.stringify([name, stream, arch]);
}
