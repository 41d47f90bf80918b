import { type Blueprint, neededNames, type Source } from "./blueprint.ts";
import { coreSources } from "./core-packages.ts";
import { type Decisions, decideFates, usualRates } from "./fates.ts";
import { type Archetype, archetypes, inventName, knownNames, type SourceName } from "./names.ts";
import { type Random, seededRandom } from "./random.ts";
import { type Known, sourcePackages } from "./source-packages.ts";

/** All source packages of an EL-like distribution, and how they change from the old edition to the new. */
export interface Universe {
  readonly seed: string;
  readonly sources: readonly Source[];
}

export interface UniverseOptions {
  readonly seed: string;
  /** About how many packages (i686 builds included) the new edition has. */
  readonly size: number;
  /** How many source packages of another vendor there are besides, or their names. */
  readonly thirdParty?: number | readonly string[];
  /** Source names of names.ts that must be among them. */
  readonly names?: readonly string[];
  readonly decisions?: Decisions;
}

/** How often each kind of software comes, beside what the core needs. */
const weights: Readonly<Record<Archetype, number>> = {
  library: 0.34,
  tool: 0.24,
  daemon: 0.12,
  python: 0.12,
  perl: 0.1,
  font: 0.02,
  data: 0.06,
};

/** Makes the universe of this seed. Real EL 9 names come first; when they are used up, names are invented. */
export function makeUniverse(options: UniverseOptions): Universe {
  const random = seededRandom(`universe/${options.seed}`);
  const growing = new GrowingUniverse(random.fork("sources"));
  for (const source of coreSources()) growing.addSource(source);
  growing.addWhatIsNeeded();
  for (const name of options.names ?? []) growing.addKnown(name);
  while (growing.packageCount < options.size) growing.addRandom();
  const { thirdParty = 0 } = options;
  const names = typeof thirdParty === "number" ? Array.from({ length: thirdParty }, () => undefined) : thirdParty;
  for (const name of names) growing.addThirdParty(name);
  return {
    seed: options.seed,
    sources: decideFates(growing.sources, options.decisions ?? { rates: usualRates }, random.fork("fates")),
  };
}

/** Sources by and by; each new one may need the ones before. */
class GrowingUniverse {
  readonly sources: Source[] = [];
  packageCount = 0;
  readonly #random: Random;
  readonly #names = new Set<string>();
  readonly #unused: Map<Archetype, SourceName[]>;
  readonly #known = {
    libraries: [] as Blueprint[],
    pythonModules: [] as Blueprint[],
    perlModules: [] as Blueprint[],
    programs: [] as Blueprint[],
  } satisfies Known;

  constructor(random: Random) {
    this.#random = random;
    this.#unused = new Map(
      archetypes.map((archetype) => {
        const names = knownNames(archetype);
        return [archetype, random.fork(archetype).sample(names, names.length)];
      }),
    );
  }

  addSource(source: Source): void {
    this.sources.push(source);
    for (const item of source.packages) {
      this.#names.add(item.name);
      this.packageCount += item.multilib ? 2 : 1;
    }
  }

  /** The libraries and tools that the core needs, and what these need. */
  addWhatIsNeeded(): void {
    for (;;) {
      const missing = this.sources
        .flatMap((source) => source.packages)
        .flatMap((item) => [...item.needs, ...item.recommends])
        .flatMap(neededNames)
        .find((name) => !this.#names.has(name));
      if (missing === undefined) return;
      this.addKnown(missing);
    }
  }

  /** Adds the source of that name, if it is not there yet. */
  addKnown(name: string): void {
    if (!this.#names.has(name)) this.#addNamed(this.#takeKnown(name));
  }

  addRandom(): void {
    const serial = this.sources.length;
    const archetype = this.#pickArchetype();
    const invented = inventName(archetype, serial, this.#random.fork(`name${serial}`));
    this.#addNamed(this.#unused.get(archetype)?.pop() ?? invented);
  }

  addThirdParty(name: string | undefined): void {
    const serial = this.sources.length;
    const random = this.#random.fork(`name${serial}`);
    const archetype = name === undefined ? random.pick(["tool", "daemon", "python"] as const) : "tool";
    const invented = inventName(archetype, serial, random);
    this.#addNamed({ ...invented, name: name ?? `acme-${invented.name}` }, "third-party");
  }

  #addNamed(name: SourceName, builder: Source["builder"] = "distribution"): void {
    const random = this.#random.fork(name.name);
    const packages = sourcePackages(name, this.#known, random).filter((item) => !this.#names.has(item.name));
    const [first] = packages;
    if (first === undefined) return;
    this.addSource({
      name: name.name,
      epoch: random.chance(0.05) ? random.integer(1, 2) : 0,
      version: name.version,
      release: random.integer(2, 40),
      change: "same",
      builder,
      repository: this.#repositoryOf(name, builder, random),
      hasOlderBuild: false,
      packages,
    });
    if (builder === "third-party") return;
    if (name.archetype === "library") this.#known.libraries.push(first);
    if (name.archetype === "python") this.#known.pythonModules.push(first);
    if (name.archetype === "perl") this.#known.perlModules.push(first);
    if (name.archetype === "tool" || name.archetype === "daemon") this.#known.programs.push(first);
  }

  #repositoryOf(name: SourceName, builder: Source["builder"], random: Random): Source["repository"] {
    if (builder === "third-party") return random.chance(0.5) ? "third-party" : "nowhere";
    const likelyBase = name.archetype === "library" || name.archetype === "data" ? 0.6 : 0.35;
    return random.chance(likelyBase) ? "base" : "applications";
  }

  #pickArchetype(): Archetype {
    let rest = this.#random.fraction();
    for (const archetype of archetypes) {
      rest -= weights[archetype];
      if (rest < 0) return archetype;
    }
    return "data";
  }

  #takeKnown(wanted: string): SourceName {
    for (const [archetype, names] of this.#unused) {
      const index = names.findIndex((source) => source.name === wanted);
      if (index < 0) continue;
      const [found] = names.splice(index, 1);
      if (found !== undefined) return { ...found, archetype };
    }
    throw new Error(`Cannot make the universe: names.ts has no "${wanted}"`);
  }
}
