import { rangesIntersect } from "./compare-evr.ts";
import type { Interner } from "./interner.ts";
import type { DependencyRows } from "./pool.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "./relations.ts";
import { ARCH, ELSE, FIRST_OPERATOR, IF, NAMESPACE, UNLESS, WITH, WITHOUT } from "./rich-relations.ts";
import type { Uint32List } from "./uint32-list.ts";

interface Source {
  readonly strings: Interner;
  readonly relations: Relations;
  readonly archs: Uint32Array;
  readonly provides: DependencyRows;
  /** Owners of paths that dependencies name, in order of package. */
  readonly files: { readonly packages: Uint32List; readonly paths: Uint32List };
  /** Whether a package's provides count at all. */
  readonly offers: (id: number) => boolean;
  readonly count: number;
}

/** Offset of the empty list, and of the list that holds only the system. */
const NOBODY = 0;
const THE_SYSTEM = 1;

/**
 * Who provides what. `of(dependency)` is the offset of a list of package ids in `lists`, ascending, ended by 0; lists are
 * made when first asked for and stay, so a list read through an older `lists` stays valid.
 *
 * A rich dependency with "if", "and" or "or" has only an approximation here (conditions taken as true, all who could
 * help): rules are made from its normal form instead. Source: libsolv, src/poolwhatprovides.c.
 */
export interface ProviderIndex {
  lists: Int32Array;
  of(dependency: DependencyId): number;
  /** Fixes what "namespace:…" dependencies are provided by; asked once per dependency. */
  namespace: (name: DependencyId, argument: DependencyId) => readonly number[];
  /**
   * From now on only packages with a 1 here provide anything (or all, when undefined); lists are made anew. dnf does not
   * do so: there an excluded package is still seen, and forbidden.
   */
  restrict(considered: Uint8Array | undefined): void;
}

export function createProviderIndex(source: Source): ProviderIndex {
  return new Index(source);
}

class Index implements ProviderIndex {
  lists = new Int32Array(1 << 16);
  namespace: (name: DependencyId, argument: DependencyId) => readonly number[] = () => [];
  readonly #source: Source;
  /** Provides by name: entries first[name] … first[name + 1] - 1 of packages and dependencies. */
  readonly #first: Uint32Array;
  readonly #packages: Uint32Array;
  readonly #dependencies: Int32Array;
  /** Offset + 1 of the list per plain name and per relation; 0 where not made yet. */
  #byName: Uint32Array;
  #byRelation: Uint32Array;
  /** List 0 is empty (its end), list 1 is [system]. */
  #length = 3;
  #considered: Uint8Array | undefined;

  constructor(source: Source) {
    this.#source = source;
    this.lists[THE_SYSTEM] = 1;
    const names = source.strings.count;
    this.#byName = new Uint32Array(names);
    this.#byRelation = new Uint32Array(source.relations.count);
    const { first, packages, dependencies } = indexByName(source, names);
    this.#first = first;
    this.#packages = packages;
    this.#dependencies = dependencies;
  }

  of(dependency: DependencyId): number {
    if (isRelation(dependency)) {
      const index = relationIndex(dependency);
      const known = index < this.#byRelation.length ? this.#byRelation[index]! : 0;
      return known !== 0 ? known - 1 : this.#ofRelation(index);
    }
    if (dependency >= this.#byName.length) return NOBODY;
    const known = this.#byName[dependency]!;
    if (known !== 0) return known - 1;
    const offset = this.#all(dependency);
    this.#byName[dependency] = offset + 1;
    return offset;
  }

  restrict(considered: Uint8Array | undefined): void {
    this.#considered = considered;
    this.#byName.fill(0);
    this.#byRelation.fill(0);
  }

  #isOffered(id: number): boolean {
    return this.#considered === undefined || this.#considered[id] === 1;
  }

  #keep(ids: readonly number[]): number {
    if (ids.length === 0) return NOBODY;
    this.#reserve(ids.length);
    const offset = this.#length;
    for (const id of ids) this.lists[this.#length++] = id;
    return this.#end(offset);
  }

  #all(name: number): number {
    const from = this.#first[name]!;
    const to = this.#first[name + 1]!;
    if (from === to) return NOBODY;
    this.#reserve(to - from);
    const offset = this.#length;
    let last = 0;
    for (let i = from; i < to; i++) {
      const id = this.#packages[i]!;
      if (id !== last && this.#isOffered(id)) this.lists[this.#length++] = last = id;
    }
    return this.#length === offset ? NOBODY : this.#end(offset);
  }

  #ofRelation(index: number): number {
    const { flags, names, evrs } = this.#source.relations;
    const flag = flags[index]!;
    const name = names[index]!;
    const evr = evrs[index]!;
    const offset = flag < FIRST_OPERATOR ? this.#inRange(name, flag, evr) : this.#ofOperator(flag, name, evr);
    if (index >= this.#byRelation.length) {
      const grown = new Uint32Array(Math.max(this.#source.relations.count, index + 1) * 2);
      grown.set(this.#byRelation);
      this.#byRelation = grown;
    }
    this.#byRelation[index] = offset + 1;
    return offset;
  }

  /** Providers of a name whose version fits; a provide without a version fits every version. */
  #inRange(name: DependencyId, flags: number, evr: number): number {
    if (isRelation(name)) return this.#rangeOfRelation(name, flags, evr);
    const { strings, relations } = this.#source;
    const isKnown = name < this.#byName.length;
    const from = isKnown ? this.#first[name]! : 0;
    const to = isKnown ? this.#first[name + 1]! : 0;
    // What rpm itself can do is asked for like a package (libsolv, src/poolwhatprovides.c).
    if (from === to) return strings.text(name).startsWith("rpmlib(") ? THE_SYSTEM : NOBODY;
    this.#reserve(to - from);
    const { lists } = this;
    const offset = this.#length;
    let last = 0;
    for (let i = from; i < to; i++) {
      const id = this.#packages[i]!;
      if (id === last || !this.#isOffered(id)) continue;
      const provide = this.#dependencies[i]!;
      if (isRelation(provide)) {
        const index = relationIndex(provide);
        if (!rangesIntersect(strings, relations.flags[index]!, relations.evrs[index]!, flags, evr)) continue;
      }
      lists[this.#length++] = last = id;
    }
    return this.#length === offset ? NOBODY : this.#end(offset);
  }

  /** `name.arch >= evr`: the range first, then the architecture. */
  #rangeOfRelation(name: DependencyId, flags: number, evr: number): number {
    const { relations } = this.#source;
    const index = relationIndex(name);
    if (relations.flags[index] !== ARCH) return NOBODY;
    const inner = relations.idOf(relations.names[index]!, flags, evr);
    return this.#ofOperator(ARCH, inner, relations.evrs[index]!);
  }

  #ofOperator(flag: number, left: DependencyId, right: DependencyId): number {
    const { relations, archs } = this.#source;
    switch (flag) {
      case ARCH:
        return this.#keep(this.#list(left).filter((id) => archs[id] === right));
      case WITH: {
        const others = new Set(this.#list(right));
        return this.#keep(this.#list(left).filter((id) => others.has(id)));
      }
      case WITHOUT: {
        const others = new Set(this.#list(right));
        return this.#keep(this.#list(left).filter((id) => !others.has(id)));
      }
      case NAMESPACE: {
        const ids = this.namespace(left, right);
        return ids.length === 1 && ids[0] === 1 ? THE_SYSTEM : this.#keep(ids);
      }
      case IF:
      case UNLESS: {
        const isElse = isRelation(right) && relations.flags[relationIndex(right)] === ELSE;
        return isElse ? this.#union(left, relations.evrs[relationIndex(right)]!) : this.of(left);
      }
      case ELSE:
        return NOBODY;
      default:
        return this.#union(left, right);
    }
  }

  #union(left: DependencyId, right: DependencyId): number {
    return this.#keep([...new Set([...this.#list(left), ...this.#list(right)])].sort((a, b) => a - b));
  }

  #list(dependency: DependencyId): number[] {
    const start = this.of(dependency);
    return Array.from(this.lists.subarray(start, this.lists.indexOf(0, start)));
  }

  #end(offset: number): number {
    this.lists[this.#length++] = 0;
    return offset;
  }

  #reserve(more: number): void {
    if (this.#length + more + 1 <= this.lists.length) return;
    const lists = new Int32Array(Math.max(this.lists.length * 2, this.#length + more + 1));
    lists.set(this.lists.subarray(0, this.#length));
    this.lists = lists;
  }
}

/** Counting sort of all provides and owned paths by name; within a name by package id. */
function indexByName(
  source: Source,
  names: number,
): { readonly first: Uint32Array; readonly packages: Uint32Array; readonly dependencies: Int32Array } {
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
