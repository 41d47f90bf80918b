import { rangesIntersect } from "./compare-evr.ts";
import type { Interner } from "./interner.ts";
import { createKeptLists, forgetLists, type KeptLists } from "./kept-lists.ts";
import { linkNamesakes, type Namesakes } from "./namesakes.ts";
import type { PackageId } from "./pool.ts";
import { FIRST_LIST, NOBODY, type ProviderIndex, THE_SYSTEM } from "./provider-index.ts";
import { operatorProviders, relationOfArchitecture } from "./provider-operators.ts";
import type { ProvidesByName } from "./provides-by-name.ts";
import { type DependencyId, isRelation, type Relations, relationId, relationIndex } from "./relations.ts";
import { FIRST_OPERATOR } from "./rich-relations.ts";
import { Uint32List } from "./uint32-list.ts";

interface Source {
  readonly strings: Interner;
  readonly relations: Relations;
  readonly archs: Uint32Array;
  /** Of all packages, those of the repositories in their chains already. */
  readonly namesakes: Namesakes;
  /** Who of the repositories provides what, and what to add to their ids. */
  readonly base: ProvidesByName;
  readonly shift: number;
}

/**
 * Who provides what in a pool whose repositories stay while its hosts come and go. A list is that of the host's packages, then
 * that of the repositories'. Lists of the repositories alone lie behind `#hostRoom` in `lists` and are made once; those with
 * packages of the host lie before it, and are forgotten with the host.
 */
export class HostProviders implements ProviderIndex {
  lists: Int32Array;
  readonly byName: ProvidesByName;
  readonly namesakes: Namesakes;
  readonly drawn: KeptLists;
  readonly soles: KeptLists;
  namespace: (name: DependencyId, argument: DependencyId) => readonly number[] = () => [];
  readonly #source: Source;
  #considered: Uint8Array | undefined;
  #hostRoom = 1 << 17;
  #hostLength = FIRST_LIST;
  #sharedLength: number;
  /** Offset + 1 of lists per name and per relation, 0 where there is none yet: for this host, and without any host. */
  #ofName: Int32Array = new Int32Array(0);
  #ofRelation: Int32Array = new Int32Array(0);
  /** The dependencies that have an offset for this host. */
  readonly #known = new Uint32List();
  #sharedOfName: Int32Array = new Int32Array(0);
  #sharedOfRelation: Int32Array = new Int32Array(0);
  /** The host's provides by name: chains of entries, 0 ends one. */
  #heads: Int32Array = new Int32Array(0);
  #next: Int32Array = new Int32Array(1 << 14);
  #packages: Int32Array = new Int32Array(1 << 14);
  #dependencies: Int32Array = new Int32Array(1 << 14);
  #names: Int32Array = new Int32Array(1 << 14);
  #entries = 1;

  constructor(source: Source) {
    this.#source = source;
    this.byName = source.base;
    this.namesakes = source.namesakes;
    this.drawn = createKeptLists(source.archs.length);
    this.soles = createKeptLists(source.relations.count);
    this.lists = new Int32Array(this.#hostRoom * 2);
    this.lists[THE_SYSTEM] = 1;
    this.#sharedLength = this.#hostRoom;
  }

  /** Forgets the host: from here on `addProvide` tells what the next one provides. Only what was written is cleared. */
  clear(): void {
    const { strings, relations } = this.#source;
    for (let entry = 1; entry < this.#entries; entry++) this.#heads[this.#names[entry]!] = 0;
    const known = this.#known.data;
    for (let i = 0; i < this.#known.length; i++)
      if (isRelation(known[i]!)) this.#ofRelation[relationIndex(known[i]!)] = 0;
      else this.#ofName[known[i]!] = 0;
    this.#known.length = 0;
    this.#ofName = grown(this.#ofName, strings.count);
    this.#heads = grown(this.#heads, strings.count);
    this.#ofRelation = grown(this.#ofRelation, relations.count);
    this.#sharedOfName = grown(this.#sharedOfName, strings.count);
    this.#sharedOfRelation = grown(this.#sharedOfRelation, relations.count);
    this.#hostLength = FIRST_LIST;
    this.#entries = 1;
  }

  /** `name` is the plain name in what is provided. Packages must come in descending order of their ids. */
  addProvide(id: PackageId, provide: DependencyId, name: number): void {
    if (this.#entries === this.#next.length) this.#growEntries();
    const entry = this.#entries++;
    this.#packages[entry] = id;
    this.#dependencies[entry] = provide;
    this.#names[entry] = name;
    this.#next[entry] = this.#heads[name]!;
    this.#heads[name] = entry;
  }

  /** Whether any package of host and repositories has a provide or path of that name. */
  isNamed(name: number): boolean {
    const { first } = this.#source.base;
    return (this.#heads[name] ?? 0) !== 0 || (name < first.length - 1 && first[name] !== first[name + 1]);
  }

  of(dependency: DependencyId): number {
    if (isRelation(dependency)) {
      const index = relationIndex(dependency);
      const known = index < this.#ofRelation.length ? this.#ofRelation[index]! : 0;
      return known !== 0 ? known - 1 : this.#makeOfRelation(index);
    }
    if (dependency >= this.#ofName.length) return NOBODY;
    const known = this.#ofName[dependency]!;
    if (known !== 0) return known - 1;
    const offset = this.#ofPlain(dependency);
    this.#ofName[dependency] = offset + 1;
    this.#known.push(dependency);
    return offset;
  }

  ofRepositories(dependency: DependencyId): number {
    if (!isRelation(dependency))
      return dependency < this.#sharedOfName.length ? this.#sharedOfPlain(dependency) : NOBODY;
    const { flags, names, evrs } = this.#source.relations;
    const index = relationIndex(dependency);
    if (flags[index]! >= FIRST_OPERATOR || isRelation(names[index]!)) return NOBODY;
    return this.#sharedInRange(index, names[index]!, flags[index]!, evrs[index]!);
  }

  hostProvider(dependency: DependencyId, id: PackageId): PackageId | undefined {
    let name = dependency;
    let flags = 0;
    let evr = 0;
    if (isRelation(dependency)) {
      const { relations } = this.#source;
      const index = relationIndex(dependency);
      flags = relations.flags[index]!;
      name = relations.names[index]!;
      evr = relations.evrs[index]!;
      if (flags >= FIRST_OPERATOR || isRelation(name)) return undefined;
    }
    let found = 0;
    for (let entry = this.#heads[name] ?? 0; entry !== 0; entry = this.#next[entry]!) {
      const other = this.#packages[entry]!;
      if (!this.#isOffered(other) || (flags !== 0 && !this.#fits(this.#dependencies[entry]!, flags, evr))) continue;
      // One that provides what it requires itself draws nothing in.
      if (other === id) return id;
      found = other;
    }
    return found;
  }

  restrict(considered: Uint8Array | undefined): void {
    this.#considered = considered;
    for (const known of [this.#ofName, this.#ofRelation, this.#sharedOfName, this.#sharedOfRelation]) known.fill(0);
    forgetLists(this.drawn);
    forgetLists(this.soles);
    this.namesakes.first.fill(0);
    linkNamesakes(this.namesakes, 2, this.namesakes.next.length, considered);
  }

  #ofPlain(name: number): number {
    const shared = this.#sharedOfPlain(name);
    return this.#heads[name] === 0 ? shared : this.#joined(name, 0, 0, shared);
  }

  #sharedOfPlain(name: number): number {
    const known = this.#sharedOfName[name]!;
    if (known !== 0) return known - 1;
    const offset = this.#makeShared(name, 0, 0);
    this.#sharedOfName[name] = offset + 1;
    return offset;
  }

  #makeOfRelation(index: number): number {
    const { flags, names, evrs } = this.#source.relations;
    const offset =
      flags[index]! < FIRST_OPERATOR
        ? this.#inRange(index, names[index]!, flags[index]!, evrs[index]!)
        : this.#keep(operatorProviders(this, this.#source, flags[index]!, names[index]!, evrs[index]!));
    // Working it out may have made room elsewhere, or another relation.
    this.#ofRelation = grown(this.#ofRelation, index + 1);
    this.#ofRelation[index] = offset + 1;
    this.#known.push(relationId(index));
    return offset;
  }

  #inRange(index: number, name: DependencyId, flags: number, evr: number): number {
    const { relations, strings } = this.#source;
    if (isRelation(name)) {
      const relation = relationOfArchitecture(relations, name, flags, evr);
      return relation === undefined ? NOBODY : this.of(relation);
    }
    const shared = this.#sharedInRange(index, name, flags, evr);
    if (name < this.#heads.length && this.#heads[name] !== 0) return this.#joined(name, flags, evr, shared);
    // What rpm itself can do is asked for like a package (libsolv, src/poolwhatprovides.c).
    if (shared === NOBODY && !this.isNamed(name) && strings.text(name).startsWith("rpmlib(")) return THE_SYSTEM;
    return shared;
  }

  #sharedInRange(index: number, name: number, flags: number, evr: number): number {
    this.#sharedOfRelation = grown(this.#sharedOfRelation, index + 1);
    const known = this.#sharedOfRelation[index]!;
    if (known !== 0) return known - 1;
    const offset = this.#makeShared(name, flags, evr);
    this.#sharedOfRelation[index] = offset + 1;
    return offset;
  }

  /** Packages of the host that provide the name in the range, then the shared list; that one where none does. */
  #joined(name: number, flags: number, evr: number, shared: number): number {
    const offset = this.#hostLength;
    let last = 0;
    for (let entry = this.#heads[name]!; entry !== 0; entry = this.#next[entry]!) {
      const id = this.#packages[entry]!;
      if (id === last || !this.#isOffered(id)) continue;
      if (flags !== 0 && !this.#fits(this.#dependencies[entry]!, flags, evr)) continue;
      if (!this.#hasHostRoom(1)) return this.#startAnew(name, flags, evr);
      this.lists[this.#hostLength++] = last = id;
    }
    if (this.#hostLength === offset) return shared;
    const { lists } = this;
    for (let at = shared; lists[at] !== 0; at++) {
      if (!this.#hasHostRoom(1)) return this.#startAnew(name, flags, evr);
      lists[this.#hostLength++] = lists[at]!;
    }
    lists[this.#hostLength++] = 0;
    return offset;
  }

  #fits(provide: DependencyId, flags: number, evr: number): boolean {
    if (!isRelation(provide)) return true;
    const { strings, relations } = this.#source;
    const index = relationIndex(provide);
    return rangesIntersect(strings, relations.flags[index]!, relations.evrs[index]!, flags, evr);
  }

  #isOffered(id: PackageId): boolean {
    return this.#considered === undefined || this.#considered[id] === 1;
  }

  #makeShared(name: number, flags: number, evr: number): number {
    const { base, shift } = this.#source;
    if (name >= base.first.length - 1) return NOBODY;
    const offset = this.#sharedLength;
    let last = 0;
    for (let i = base.first[name]!; i < base.first[name + 1]!; i++) {
      const id = base.packages[i]! + shift;
      if (id === last || !this.#isOffered(id)) continue;
      if (flags !== 0 && !this.#fits(base.dependencies[i]!, flags, evr)) continue;
      this.#pushShared((last = id));
    }
    if (this.#sharedLength === offset) return NOBODY;
    this.#pushShared(0);
    return offset;
  }

  #pushShared(id: number): void {
    if (this.#sharedLength === this.lists.length) {
      const lists = new Int32Array(this.lists.length * 2);
      lists.set(this.lists);
      this.lists = lists;
    }
    this.lists[this.#sharedLength++] = id;
  }

  #keep(ids: readonly number[]): number {
    if (ids.length === 0) return NOBODY;
    if (!this.#hasHostRoom(ids.length)) this.#enlargeHostRoom();
    const offset = this.#hostLength;
    for (const id of ids) this.lists[this.#hostLength++] = id;
    this.lists[this.#hostLength++] = 0;
    return offset;
  }

  #hasHostRoom(more: number): boolean {
    return this.#hostLength + more < this.#hostRoom;
  }

  /** More room for the host's lists. Shared ones move: all are made anew, while older `lists` stay valid for their readers. */
  #enlargeHostRoom(): void {
    this.#hostRoom *= 2;
    const lists = new Int32Array(this.#hostRoom * 2);
    lists.set(this.lists.subarray(0, this.#hostLength));
    this.lists = lists;
    this.#sharedLength = this.#hostRoom;
    for (const known of [this.#ofName, this.#ofRelation, this.#sharedOfName, this.#sharedOfRelation]) known.fill(0);
  }

  #startAnew(name: number, flags: number, evr: number): number {
    this.#enlargeHostRoom();
    return this.#joined(name, flags, evr, this.#makeShared(name, flags, evr));
  }

  #growEntries(): void {
    this.#next = grown(this.#next, this.#entries + 1);
    this.#packages = grown(this.#packages, this.#entries + 1);
    this.#dependencies = grown(this.#dependencies, this.#entries + 1);
    this.#names = grown(this.#names, this.#entries + 1);
  }
}

/** The array, twice as long or more where it is shorter than asked. */
function grown(array: Int32Array, length: number): Int32Array {
  if (array.length >= length) return array;
  const longer = new Int32Array(Math.max(length, array.length * 2));
  longer.set(array);
  return longer;
}
