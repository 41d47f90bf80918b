import type { PackageId } from "./pool.ts";
import type { ProvidesByName } from "./provides-by-name.ts";

/**
 * Packages by name. Names are numbered in the order of packages, so that arrays by that number are small and neighbours lie
 * together: the solver goes round all packages of a name for almost every package, and time goes into waiting for memory.
 */
export interface Namesakes {
  /** Per package, the number of its name; 0 for no package. */
  readonly groups: Int32Array;
  /** 1 where a package may offer what it provides, and its own name is among that, as rpm sees to. */
  readonly owns: Uint8Array;
  /** Per number of a name the first package that has and provides it, and per package the next such one; 0 ends the chain. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  /** 1 for packages in the chains. */
  readonly linked: Uint8Array;
}

/** Of packages with these names (string ids below `strings`). */
export function numberNames(names: Uint32Array, strings: number, { first, packages }: ProvidesByName): Namesakes {
  const count = names.length;
  const groups = new Int32Array(count);
  const groupOfName = new Int32Array(strings);
  const owns = new Uint8Array(count);
  let groupCount = 1;
  for (let id = 2; id < count; id++) {
    const name = names[id]!;
    let group = groupOfName[name]!;
    if (group === 0) {
      group = groupOfName[name] = groupCount++;
      for (let i = first[name]!; i < first[name + 1]!; i++) if (names[packages[i]!] === name) owns[packages[i]!] = 1;
    }
    groups[id] = group;
  }
  const namesakes = {
    groups,
    owns,
    first: new Int32Array(groupCount),
    next: new Int32Array(count),
    linked: new Uint8Array(count),
  };
  linkNamesakes(namesakes, 2, count);
  return namesakes;
}

/** Puts packages start … end - 1 before those that are in the chains already. `considered` leaves out those that are 0 there. */
export function linkNamesakes(
  { groups, owns, first, next, linked }: Namesakes,
  start: PackageId,
  end: PackageId,
  considered?: Uint8Array,
): void {
  for (let id = end - 1; id >= start; id--) {
    linked[id] = considered !== undefined && considered[id] === 0 ? 0 : owns[id]!;
    if (linked[id] === 0) continue;
    const group = groups[id]!;
    next[id] = first[group]!;
    first[group] = id;
  }
}
