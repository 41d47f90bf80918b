import { rangesIntersect } from "./compare-evr.ts";
import type { Interner } from "./interner.ts";
import { createKeptLists, forgetLists, type KeptLists } from "./kept-lists.ts";
import { linkNamesakes, type Namesakes, numberNames } from "./namesakes.ts";
import type { DependencyRows } from "./pool.ts";
import { operatorProviders, relationOfArchitecture } from "./provider-operators.ts";
import { indexProvides, type ProvidesByName } from "./provides-by-name.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "./relations.ts";
import { FIRST_OPERATOR } from "./rich-relations.ts";
import type { Uint32List } from "./uint32-list.ts";

export interface ProviderSource {
  readonly strings: Interner;
  readonly relations: Relations;
  readonly archs: Uint32Array;
  /** Name per package. */
  readonly names: Uint32Array;
  readonly provides: DependencyRows;
  /** Owners of paths that dependencies name, in order of package. */
  readonly files: { readonly packages: Uint32List; readonly paths: Uint32List };
  /** Whether a package's provides count at all. */
  readonly offers: (id: number) => boolean;
  readonly count: number;
}

/** Offset of the empty list, and of the list that holds only the system; lists of others come after both. */
export const NOBODY = 0;
export const THE_SYSTEM = 1;
export const FIRST_LIST = 3;

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
  /** The same, without packages of the host where that is less work; NOBODY where it is not known so simply. */
  ofRepositories(dependency: DependencyId): number;
  /** A package of the host that provides it: `id` if that does, else some other, 0 for none; undefined where only a list tells. */
  hostProvider(dependency: DependencyId, id: number): number | undefined;
  /** Fixes what "namespace:…" dependencies are provided by; asked once per dependency. */
  namespace: (name: DependencyId, argument: DependencyId) => readonly number[];
  /**
   * From now on only packages with a 1 here provide anything (or all, when undefined); lists are made anew. dnf does not
   * do so: there an excluded package is still seen, and forbidden.
   */
  restrict(considered: Uint8Array | undefined): void;
  readonly byName: ProvidesByName;
  readonly namesakes: Namesakes;
  /** Per package of the repositories, those that it may draw in (resolve/reach.ts). */
  readonly drawn: KeptLists;
  /** Per requirement by its number, the builds of one package that are all there is to meet it (resolve/foregone.ts). */
  readonly soles: KeptLists;
}

export function createProviderIndex(source: ProviderSource): ProviderIndex {
  return new Index(source);
}

class Index implements ProviderIndex {
  lists = new Int32Array(1 << 16);
  namespace: (name: DependencyId, argument: DependencyId) => readonly number[] = () => [];
  readonly byName: ProvidesByName;
  readonly namesakes: Namesakes;
  readonly drawn: KeptLists;
  readonly soles: KeptLists;
  readonly #source: ProviderSource;
  /** Offset + 1 of the list per plain name and per relation; 0 where not made yet. */
  #byName: Uint32Array;
  #byRelation: Uint32Array;
  #length = FIRST_LIST;
  #considered: Uint8Array | undefined;

  constructor(source: ProviderSource) {
    this.#source = source;
    this.lists[THE_SYSTEM] = 1;
    const names = source.strings.count;
    this.#byName = new Uint32Array(names);
    this.#byRelation = new Uint32Array(source.relations.count);
    this.byName = indexProvides(source, names);
    this.namesakes = numberNames(source.names, names, this.byName);
    this.drawn = createKeptLists(source.count);
    this.soles = createKeptLists(source.relations.count);
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

  ofRepositories(dependency: DependencyId): number {
    return this.of(dependency);
  }

  hostProvider(): undefined {
    return undefined;
  }

  restrict(considered: Uint8Array | undefined): void {
    this.#considered = considered;
    this.#byName.fill(0);
    this.#byRelation.fill(0);
    forgetLists(this.drawn);
    forgetLists(this.soles);
    this.namesakes.first.fill(0);
    linkNamesakes(this.namesakes, 2, this.#source.count, considered);
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
    const { first, packages } = this.byName;
    const from = first[name]!;
    const to = first[name + 1]!;
    if (from === to) return NOBODY;
    this.#reserve(to - from);
    const offset = this.#length;
    let last = 0;
    for (let i = from; i < to; i++) {
      const id = packages[i]!;
      if (id !== last && this.#isOffered(id)) this.lists[this.#length++] = last = id;
    }
    return this.#length === offset ? NOBODY : this.#end(offset);
  }

  #ofRelation(index: number): number {
    const { flags, names, evrs } = this.#source.relations;
    const flag = flags[index]!;
    const name = names[index]!;
    const evr = evrs[index]!;
    const offset =
      flag < FIRST_OPERATOR
        ? this.#inRange(name, flag, evr)
        : this.#keep(operatorProviders(this, this.#source, flag, name, evr));
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
    if (isRelation(name)) {
      const relation = relationOfArchitecture(this.#source.relations, name, flags, evr);
      return relation === undefined ? NOBODY : this.of(relation);
    }
    const { strings, relations } = this.#source;
    const { first, packages, dependencies } = this.byName;
    const isKnown = name < this.#byName.length;
    const from = isKnown ? first[name]! : 0;
    const to = isKnown ? first[name + 1]! : 0;
    // What rpm itself can do is asked for like a package (libsolv, src/poolwhatprovides.c).
    if (from === to) return strings.text(name).startsWith("rpmlib(") ? THE_SYSTEM : NOBODY;
    this.#reserve(to - from);
    const { lists } = this;
    const offset = this.#length;
    let last = 0;
    for (let i = from; i < to; i++) {
      const id = packages[i]!;
      if (id === last || !this.#isOffered(id)) continue;
      const provide = dependencies[i]!;
      if (isRelation(provide)) {
        const index = relationIndex(provide);
        if (!rangesIntersect(strings, relations.flags[index]!, relations.evrs[index]!, flags, evr)) continue;
      }
      lists[this.#length++] = last = id;
    }
    return this.#length === offset ? NOBODY : this.#end(offset);
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
