import type { ProviderSource } from "./provider-index.ts";
import { type DependencyId, isRelation, relationIndex } from "./relations.ts";

/** Provides and owned paths by name: entries first[name] … first[name + 1] - 1 of packages and dependencies. */
export interface ProvidesByName {
  readonly first: Uint32Array;
  readonly packages: Uint32Array;
  readonly dependencies: Int32Array;
}

/** Counting sort of all provides and owned paths by name; within a name by package id. */
export function indexProvides(source: ProviderSource, names: number): ProvidesByName {
  const { provides, files, relations, count, offers } = source;
  const { offsets, ids } = provides;
  const nameOf = (dependency: DependencyId): number => {
    let id = dependency;
    while (isRelation(id)) id = relations.names[relationIndex(id)]!;
    return id;
  };
  const first = new Uint32Array(names + 2);
  const offering = new Uint8Array(count);
  for (let id = 2; id < count; id++) {
    if (!offers(id)) continue;
    offering[id] = 1;
    for (let i = offsets[id]!; i < offsets[id + 1]!; i++) first[nameOf(ids[i]!) + 1]!++;
  }
  const paths = files.paths.data;
  const owners = files.packages.data;
  for (let i = 0; i < files.paths.length; i++) if (offering[owners[i]!] === 1) first[paths[i]! + 1]!++;
  for (let name = 1; name <= names + 1; name++) first[name]! += first[name - 1]!;
  const next = first.slice();
  const packages = new Uint32Array(first[names + 1]!);
  const dependencies = new Int32Array(packages.length);
  let file = 0;
  for (let id = 2; id < count; id++) {
    if (offering[id] === 1)
      for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
        const at = next[nameOf(ids[i]!)]!++;
        packages[at] = id;
        dependencies[at] = ids[i]!;
      }
    for (; file < files.paths.length && owners[file] === id; file++) {
      if (offering[id] === 0) continue;
      const at = next[paths[file]!]!++;
      packages[at] = id;
      dependencies[at] = paths[file]!;
    }
  }
  return { first, packages, dependencies };
}
