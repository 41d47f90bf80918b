import {
  type Blueprint,
  blueprint,
  type Change,
  type Fate,
  type Need,
  neededNames,
  needPackage,
  type Source,
} from "./blueprint.ts";
import { coreSources } from "./core-packages.ts";
import type { Random } from "./random.ts";

/** Probabilities, per source package (changes) or per package (the rest). */
export interface FateRates {
  readonly upgrade: number;
  readonly rebuild: number;
  readonly downgrade: number;
  readonly renamed: number;
  readonly divided: number;
  readonly split: number;
  readonly absorbs: number;
  readonly rearched: number;
  /** Of the packages that nothing needs. */
  readonly removed: number;
  readonly added: number;
  /** The new build needs, or recommends, something that the old one did not. */
  readonly newNeed: number;
  readonly newRecommend: number;
  readonly conflict: number;
  readonly olderBuild: number;
}

/** About what lies between a CentOS Stream and the AlmaLinux beside it, the rare things made less rare. */
export const usualRates: FateRates = {
  upgrade: 0.5,
  rebuild: 0.12,
  downgrade: 0.06,
  renamed: 0.025,
  divided: 0.01,
  split: 0.02,
  absorbs: 0.02,
  rearched: 0.02,
  removed: 0.04,
  added: 0.04,
  newNeed: 0.05,
  newRecommend: 0.05,
  conflict: 0.02,
  olderBuild: 0.2,
};

/** How to decide: by chance, and where they name a package or a source, as they say. */
export interface Decisions {
  readonly rates: FateRates;
  readonly fates?: Readonly<Record<string, Fate>>;
  readonly changes?: Readonly<Record<string, Change>>;
}

/** Says for each source and package what happens to it between the editions. */
export function decideFates(sources: readonly Source[], decisions: Decisions, random: Random): readonly Source[] {
  const { rates } = decisions;
  const needed = namesNeededBy(sources);
  const fated = sources.map((source) => decidePackages(source, needed, decisions, random.fork(source.name)));
  const present = fated
    .filter((source) => source.builder === "distribution")
    .flatMap((source) => source.packages)
    .filter((item) => item.fate.kind !== "removed" && item.conflicts.length === 0);
  const extended = fated.map((source) => extendInNew(source, present, rates, random.fork(`new/${source.name}`)));
  const changed = extended.map((source) => decideChange(source, decisions, random.fork(`change/${source.name}`)));
  return addConflicts(changed, rates, random.fork("conflicts"));
}

function namesNeededBy(sources: readonly Source[]): ReadonlySet<string> {
  const packages = sources.flatMap((source) => source.packages);
  return new Set(
    packages.flatMap((item) => [...item.needs, ...item.needsInNew, ...item.recommends]).flatMap(neededNames),
  );
}

const coreNames: ReadonlySet<string> = new Set(coreSources().map((source) => source.name));

function isFixed(source: Source): boolean {
  return source.builder === "third-party" || coreNames.has(source.name);
}

function decidePackages(
  source: Source,
  needed: ReadonlySet<string>,
  { rates, fates = {} }: Decisions,
  random: Random,
): Source {
  if (isFixed(source)) return source;
  const packages = source.packages.flatMap((item): readonly Blueprint[] => {
    const isNeeded = needed.has(item.name);
    const wanted = fates[item.name];
    if (wanted !== undefined) return [applyFate(item, wanted)];
    if (!isNeeded && random.chance(rates.divided)) return divide(item);
    return [applyFate(item, pickFate(item, isNeeded, rates, random))];
  });
  return { ...source, packages };
}

/** What the new edition drops stays installed; it must not hold on to a build that goes. */
function applyFate(item: Blueprint, fate: Fate): Blueprint {
  return fate.kind === "removed" ? { ...item, fate, needs: item.needs.map(loosen) } : { ...item, fate };
}

function pickFate(item: Blueprint, isNeeded: boolean, rates: FateRates, random: Random): Fate {
  if (random.chance(rates.renamed))
    return { kind: "renamed", from: `${item.name}-legacy`, provides: isNeeded || random.chance(0.7) };
  if (item.soname !== undefined && !item.name.endsWith("-libs") && random.chance(rates.split)) return { kind: "split" };
  if (!item.noarch && !item.multilib && random.chance(rates.absorbs)) return { kind: "absorbs" };
  if (item.noarch && random.chance(rates.rearched)) return { kind: "rearched" };
  if (!isNeeded && random.chance(rates.removed)) return { kind: "removed" };
  if (!isNeeded && random.chance(rates.added)) return { kind: "added" };
  return { kind: "kept" };
}

/** The old package becomes two, and both obsolete it: both must come. */
function divide(item: Blueprint): readonly Blueprint[] {
  const from = `${item.name}-all`;
  return [
    { ...item, fate: { kind: "renamed", from, provides: true } },
    blueprint(`${item.name}-extras`, { noarch: true, fate: { kind: "added" }, obsoletesInNew: [from] }),
  ];
}

function loosen(need: Need): Need {
  return need.kind === "package" ? needPackage(need.name) : need;
}

/** Gives some new builds needs, recommendations and conflicts that the old ones did not have. */
function extendInNew(source: Source, present: readonly Blueprint[], rates: FateRates, random: Random): Source {
  if (isFixed(source)) return source;
  const packages = source.packages.map((item) => {
    if (item.fate.kind === "removed") return item;
    const others = present.filter((other) => other.name !== item.name);
    return {
      ...item,
      needsInNew: random.chance(rates.newNeed) ? [needPackage(random.pick(others).name)] : [],
      recommendsInNew: random.chance(rates.newRecommend) ? [needPackage(random.pick(others).name)] : [],
      conflictsWithOlder: random.chance(rates.conflict) ? [random.pick(others).name] : [],
    };
  });
  return { ...source, packages };
}

function decideChange(source: Source, { rates, changes = {} }: Decisions, random: Random): Source {
  if (source.builder === "third-party") {
    return { ...source, change: source.repository === "third-party" && random.chance(0.5) ? "upgrade" : "same" };
  }
  const change = changes[source.name] ?? pickChange(rates, random);
  const isTouched = source.packages.some(
    (item) =>
      !(item.fate.kind === "kept" || item.fate.kind === "removed") ||
      item.needsInNew.length + item.recommendsInNew.length + item.conflictsWithOlder.length > 0,
  );
  return {
    ...source,
    change: change === "same" && isTouched ? "upgrade" : change,
    hasOlderBuild: random.chance(rates.olderBuild),
  };
}

function pickChange(rates: FateRates, random: Random): Change {
  let rest = random.fraction();
  for (const change of ["upgrade", "rebuild", "downgrade"] as const) {
    rest -= rates[change];
    if (rest < 0) return change;
  }
  return "same";
}

/** Makes pairs of packages that nothing needs exclude each other. */
function addConflicts(sources: readonly Source[], rates: FateRates, random: Random): readonly Source[] {
  const needed = namesNeededBy(sources);
  const free = sources
    .filter((source) => !isFixed(source))
    .flatMap((source) => source.packages)
    .filter((item) => !needed.has(item.name) && item.fate.kind === "kept" && !item.multilib);
  const chosen = random.sample(free, 2 * Math.floor((free.length * rates.conflict) / 2));
  const partner = new Map(chosen.map((item, i) => [item.name, chosen[i ^ 1]?.name ?? item.name]));
  return sources.map((source) => ({
    ...source,
    packages: source.packages.map((item) => {
      const other = partner.get(item.name);
      return other === undefined ? item : { ...item, conflicts: [...item.conflicts, other] };
    }),
  }));
}
