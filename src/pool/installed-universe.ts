import { type Dependency, dependencyKinds, kindBit } from "../package/dependency.ts";
import { formatEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { architectureJudge } from "./finish-pool.ts";
import type { Interner, StringId } from "./interner.ts";
import type { Pool } from "./pool.ts";
import { type DependencyId, isRelation, type Relations, relationIndex } from "./relations.ts";
import { numberRequirements, RequirementNumbers } from "./requirements.ts";
import { FIRST_OPERATOR, internRichText } from "./rich-relations.ts";
import { Uint32List } from "./uint32-list.ts";

/** Number of a package in a universe: 0, 1, 2 …; hosts that have the same package share it. */
export type UniverseId = number;

const SLASH = 47;

/**
 * A package's numbers, side by side in `records`: those of its columns in a pool, then where its dependencies of each kind begin
 * in `links`. To put a host in place is to gather 1,500 packages from all over; what belongs together is fetched together.
 */
export const NAME = 0;
export const EVR = 1;
export const ARCH = 2;
export const VENDOR = 3;
export const BUILD_TIME = 4;
export const SCORE = 5;
export const COLOUR = 6;
/** Which kinds of dependencies it has (Pool.kinds). */
export const KINDS = 7;
/** Number of the name, and whether it is provided (Namesakes). */
export const GROUP = 8;
export const OWNS = 9;
/** 1 where the package owns paths that some dependency names. */
export const HAS_PATHS = 10;
export const FINGERPRINT = 11;
/**
 * Where dependencies of kind k (in the order of `dependencyKinds`) begin in `links`, at LINKS + k; they end where the next kind's
 * begin. After the last kind come the numbers of the requirements (Requirements), then the names of the provides.
 */
export const LINKS = 12;
export const RECORD = 21;

/** The packages installed on any host of a fleet, each once, in the ids of one pool. It only grows. */
export class InstalledUniverse {
  /** Those of package u are records[u * RECORD] and the following. */
  readonly records = new Uint32List();
  readonly links = new Uint32List();
  /** One more than the highest number of a name. */
  groupCount: number;
  readonly requirementNumbers = new RequirementNumbers();
  /** Paths that the package owns and that some dependency names; replaced when more dependencies name one. */
  readonly paths: (readonly StringId[])[] = [];
  readonly #groupOfName = new Map<StringId, number>();
  readonly #strings: Interner;
  readonly #relations: Relations;
  readonly #judge: ReturnType<typeof architectureJudge>;
  /** 1 per string id that is a path which a dependency names. */
  #asked: Uint8Array;
  /** How many paths dependencies name; and per package how many did when its own paths were looked through. */
  #askedCount = 0;
  readonly #lookedAt = new Uint32List();

  /** Starts with no package, in the ids of a pool of repositories. */
  constructor({ strings, relations, names, dependencies, providers }: Pool, machine: string) {
    this.#strings = strings;
    this.#relations = relations;
    const { groups, first } = providers.namesakes;
    this.groupCount = first.length;
    numberRequirements(dependencies.requires, this.requirementNumbers);
    for (let id = 2; id < names.length; id++) this.#groupOfName.set(names[id]!, groups[id]!);
    this.#judge = architectureJudge(strings, machine);
    this.#asked = new Uint8Array(strings.count * 2);
  }

  get count(): number {
    return this.paths.length;
  }

  /** Takes note that the dependencies name these paths, if they are paths. */
  ask(dependency: DependencyId): void {
    if (!isRelation(dependency)) {
      this.#askString(dependency);
      return;
    }
    const index = relationIndex(dependency);
    const { names, evrs, flags } = this.#relations;
    this.ask(names[index]!);
    if (flags[index]! >= FIRST_OPERATOR) this.ask(evrs[index]!);
  }

  #askString(id: StringId): void {
    if (this.#strings.firstByte(id) !== SLASH) return;
    if (id >= this.#asked.length) {
      const grown = new Uint8Array(this.#strings.count * 2);
      grown.set(this.#asked);
      this.#asked = grown;
    }
    if (this.#asked[id] === 1) return;
    this.#asked[id] = 1;
    this.#askedCount++;
  }

  add(item: InstalledPackage): UniverseId {
    const strings = this.#strings;
    const universeId = this.count;
    const arch = strings.idOfText(item.arch);
    const { score, colour } = this.#judge(arch);
    const name = strings.idOfText(item.name);
    const record = new Uint32Array(RECORD);
    record[NAME] = name;
    const evr = strings.idOfText(formatEvr(item));
    record[EVR] = evr;
    record[FINGERPRINT] = fingerprintOf(strings, name, evr, arch);
    record[ARCH] = arch;
    record[VENDOR] = strings.idOfText(item.vendor ?? "");
    record[BUILD_TIME] = item.buildTime ?? 0;
    record[SCORE] = score;
    record[COLOUR] = colour;
    record[GROUP] = this.#groupOf(name);
    this.#addLinks(item, record);
    this.records.append(record);
    this.paths.push([]);
    this.#lookedAt.push(0);
    return universeId;
  }

  #addLinks({ name, dependencies }: InstalledPackage, record: Uint32Array): void {
    const { links } = this;
    const provided: StringId[] = [];
    const required: DependencyId[] = [];
    for (const [index, kind] of dependencyKinds.entries()) {
      record[LINKS + index] = links.length;
      const own = dependencies?.[kind] ?? [];
      if (own.length > 0) record[KINDS]! |= kindBit(kind);
      for (const dependency of own) {
        const id = this.#dependencyId(dependency);
        if (kind !== "provides") this.ask(id);
        else if (dependency.name === name) record[OWNS] = 1;
        if (kind === "provides") provided.push(this.#plainName(id));
        if (kind === "requires") required.push(id);
        links.push(id);
      }
    }
    record[LINKS + dependencyKinds.length] = links.length;
    for (const id of required) links.push(this.requirementNumbers.of(id));
    for (const id of provided) links.push(id);
  }

  #plainName(dependency: DependencyId): StringId {
    let id = dependency;
    while (isRelation(id)) id = this.#relations.names[relationIndex(id)]!;
    return id;
  }

  /**
   * Finds which of the package's paths are named by a dependency. To be called when all packages of a host have been added:
   * only then are all names known. Does nothing when none came since it was called for this package.
   */
  lookUpPaths(id: UniverseId, files: readonly string[] | undefined): void {
    if (files === undefined || this.#lookedAt.data[id] === this.#askedCount) return;
    this.#lookedAt.data[id] = this.#askedCount;
    const asked = this.#asked;
    this.paths[id] = files.flatMap((path) => {
      const string = this.#strings.findText(path);
      return asked[string] === 1 ? [string] : [];
    });
    this.records.data[id * RECORD + HAS_PATHS] = this.paths[id].length > 0 ? 1 : 0;
  }

  #groupOf(name: StringId): number {
    let group = this.#groupOfName.get(name);
    if (group === undefined) this.#groupOfName.set(name, (group = this.groupCount++));
    return group;
  }

  #dependencyId({ name, flags, evr }: Dependency): DependencyId {
    const strings = this.#strings;
    const id = name.startsWith("(") ? internRichText(strings, this.#relations, name) : strings.idOfText(name);
    return flags === 0 ? id : this.#relations.idOf(id, flags, strings.idOfText(evr));
  }
}
