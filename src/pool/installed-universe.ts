import { type Dependency, dependencyKinds, kindBit } from "../package/dependency.ts";
import { formatEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { architectureJudge } from "./finish-pool.ts";
import type { Interner, StringId } from "./interner.ts";
import type { Pool } from "./pool.ts";
import { type DependencyId, isRelation, type Relations } from "./relations.ts";
import { numberRequirements, RequirementNumbers } from "./requirements.ts";
import { FIRST_OPERATOR, internRichText } from "./rich-relations.ts";
import { Uint32List } from "./uint32-list.ts";

/** Number of a package in a universe: 0, 1, 2 …; hosts that have the same package share it. */
export type UniverseId = number;

const SLASH = 47;

/** The packages installed on any host of a fleet, each once, in the ids of one pool. It only grows. */
export class InstalledUniverse {
  readonly names = new Uint32List();
  readonly evrs = new Uint32List();
  readonly archs = new Uint32List();
  readonly vendors = new Uint32List();
  readonly buildTimes = new Uint32List();
  readonly scores = new Uint32List();
  readonly colours = new Uint32List();
  /** Which kinds of dependencies it has (Pool.kinds). */
  readonly kinds = new Uint32List();
  /** Number of the name, and whether it is provided (see Namesakes). */
  readonly groups = new Uint32List();
  readonly owns = new Uint32List();
  /** One more than the highest number of a name. */
  groupCount: number;
  readonly #groupOfName = new Map<StringId, number>();
  /** Dependencies per kind (in the order of `dependencyKinds`): those of u are ids[offsets[u]..offsets[u + 1]). */
  readonly offsets = dependencyKinds.map(() => startedList());
  readonly ids = dependencyKinds.map(() => new Uint32List());
  /** The numbers of the requirements among these, as Requirements has them. */
  readonly requirements = new Uint32List();
  readonly requirementNumbers = new RequirementNumbers();
  /** Paths that the package owns and that some dependency names; replaced when more dependencies name one. */
  readonly paths: (readonly StringId[])[] = [];
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
    return this.names.length;
  }

  /** Takes note that the dependencies name these paths, if they are paths. */
  ask(dependency: DependencyId): void {
    if (!isRelation(dependency)) {
      this.#askString(dependency);
      return;
    }
    const index = dependency & 0x7fffffff;
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
    this.names.push(name);
    this.groups.push(this.#groupOf(name));
    this.evrs.push(strings.idOfText(formatEvr(item)));
    this.archs.push(arch);
    this.vendors.push(strings.idOfText(item.vendor ?? ""));
    this.buildTimes.push(item.buildTime ?? 0);
    this.scores.push(score);
    this.colours.push(colour);
    let kinds = 0;
    let owns = 0;
    for (const [kind, kindName] of dependencyKinds.entries()) {
      if ((item.dependencies?.[kindName] ?? []).length > 0) kinds |= kindBit(kindName);
      for (const dependency of item.dependencies?.[kindName] ?? []) {
        const id = this.#dependencyId(dependency);
        if (kindName !== "provides") this.ask(id);
        else if (dependency.name === item.name) owns = 1;
        if (kindName === "requires") this.requirements.push(this.requirementNumbers.of(id));
        this.ids[kind]!.push(id);
      }
      this.offsets[kind]!.push(this.ids[kind]!.length);
    }
    this.kinds.push(kinds);
    this.owns.push(owns);
    this.paths.push([]);
    this.#lookedAt.push(0);
    return universeId;
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

function startedList(): Uint32List {
  const list = new Uint32List();
  list.push(0);
  return list;
}
