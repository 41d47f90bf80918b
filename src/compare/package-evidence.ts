import { counted, listed } from "../checks/words.ts";
import { releasePackages } from "../routes/release-packages.ts";
import { REBUILT_UNSOLVED_WORTH, UNKNOWN_WORTH, worthOfPackages } from "./advice-rules.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds } from "./host-grounds.ts";
import { isFerrys } from "./way-to.ts";

/** What becomes of the packages: as the solver says of each hop, else by what data/ knows, and it says which. */
export function packageEvidence(host: HostGrounds, target: TargetGrounds, context: CompareContext): Evidence {
  const { release, route, packages: solved } = target;
  const installed = factOf(host.facts, "packages");
  if (release.id === host.release.id) return allStay(installed?.length);
  if (installed === undefined || installed.length === 0) {
    return unknownEvidence("packages", "The packages of this host could not be read");
  }
  const hops = route.kind === "route" ? route.hops : [];
  const [first] = hops;
  if (solved.kind === "unsolvable") {
    return {
      topic: "packages",
      verdict: "against",
      worth: 0,
      short: "no solution",
      says: `The solver finds no transaction to ${first?.to.title ?? release.title}: ${solved.because[0] ?? "no reason is known"}`,
      details: [...solved.because.slice(1), ...solved.choices.map((choice) => `a way out: ${choice}`)],
      numbers: [{ name: "installed", value: installed.length, unit: "packages", source: "facts: packages" }],
      remedy: "what stands in the way of the packages taken away",
    };
  }
  return solved.kind === "solved"
    ? bySolver(withoutBrands(solved, host, context), new Set(installed.map(({ name }) => name)), target)
    : byKnowledge(host, target, context, solved.because);
}

function allStay(count: number | undefined): Evidence {
  return {
    topic: "packages",
    verdict: count === undefined ? "neutral" : "for",
    worth: 1,
    short: "all kept",
    says: count === undefined ? "Its packages stay; they could not be read" : `All ${count} packages stay as they are`,
    details: [],
    numbers: [{ name: "kept", value: count ?? null, unit: "packages", source: "facts: packages" }],
  };
}

type Solved = Extract<TargetGrounds["packages"], { kind: "solved" }>;

/** Packages of the old distribution alone are no loss: another takes their place, or nobody misses them (data/renames). */
function withoutBrands(solved: Solved, { facts, release }: HostGrounds, { catalog }: CompareContext): Solved {
  const names = new Set((factOf(facts, "packages") ?? []).map(({ name }) => name));
  const { swap, drop } = releasePackages(release, names, new Set(catalog.renames.flatMap(({ to }) => to)), catalog);
  const swapped = new Set(swap.map(({ from }) => from));
  const brands = new Set([...swapped, ...drop.map(({ name }) => name)]);
  const renamed = solved.renamed + solved.lost.filter(({ name }) => swapped.has(name)).length;
  return { ...solved, renamed, lost: solved.lost.filter(({ name }) => !brands.has(name)) };
}

/** What the solver made of each hop of a way, as far as it came. */
interface SolvedWay {
  readonly hops: readonly { readonly to: string; readonly packages: Solved }[];
  /** Why the next hop has no solution, or that it was not solved; undefined where all were. */
  readonly open: { readonly to: string; readonly isRefused: boolean; readonly because: string } | undefined;
}

function solvedWay(solved: Solved, { release, route }: TargetGrounds): SolvedWay {
  const titles = route.kind === "route" ? route.hops.map(({ to }) => to.title) : [release.title];
  const hops = [
    { to: titles[0] ?? release.title, packages: solved },
    ...solved.further.flatMap(({ to, packages }) => (packages.kind === "solved" ? [{ to, packages }] : [])),
  ];
  const to = titles[hops.length];
  if (to === undefined) return { hops, open: undefined };
  const last = solved.further.at(-1)?.packages;
  if (last?.kind === "unsolvable")
    return { hops, open: { to, isRefused: true, because: last.because[0] ?? "no reason is known" } };
  const because = last?.kind === "not-solved" ? ` (${last.because})` : "";
  return { hops, open: { to, isRefused: false, because } };
}

/** Libraries that go on the way, as rpm writes them; undefined where a hop was not solved. */
export function lostLibrariesOf(target: TargetGrounds): readonly string[] | undefined {
  if (target.packages.kind !== "solved") return undefined;
  const { hops, open } = solvedWay(target.packages, target);
  return open === undefined ? hops.flatMap(({ packages }) => packages.lostLibraries) : undefined;
}

function bySolver(solved: Solved, names: ReadonlySet<string>, target: TargetGrounds): Evidence {
  const { hops, open } = solvedWay(solved, target);
  const numbers = hops.flatMap(({ to, packages }, index) => countsOf(packages, index === 0 ? "" : ` (${to})`));
  // What an earlier hop brought and a later one drops is no loss of the host's.
  const lost = hops.flatMap(({ packages }, index) =>
    packages.lost.filter(({ name }) => index === 0 || names.has(name)),
  );
  const older = hops.reduce((sum, { packages }) => sum + packages.older, 0);
  const says = `By the solver, ${hops.map(({ to, packages }) => `to ${to}: ${countWords(packages)}`).join("; then ")}${openWords(open)}`;
  const details = lost.map(({ name, why }) => `${name} goes: ${why}`);
  const inUse = lost.filter((one) => one.inUse);
  if (inUse.length > 0) {
    return {
      topic: "packages",
      verdict: "stops",
      rule: "loses-package-in-use",
      worth: 0,
      short: `${inUse.length} used lost`,
      says: `${listed(inUse.map(({ name }) => name))} would go, and runs on this host. ${says}`,
      details,
      numbers,
      remedy: `${listed(inUse.map(({ name }) => name))} replaced`,
    };
  }
  if (open?.isRefused === true) {
    return {
      topic: "packages",
      verdict: "against",
      worth: 0,
      short: "no solution",
      says,
      details,
      numbers,
      remedy: "what stands in the way of the packages taken away",
    };
  }
  const worth = worthOfPackages(lost.length, older, names.size);
  const erasing = hops.some(({ packages }) => packages.withErasing);
  return {
    topic: "packages",
    verdict: open !== undefined ? "unknown" : erasing || lost.length > 0 ? "against" : "for",
    worth: open !== undefined ? (worth + UNKNOWN_WORTH) / 2 : worth,
    short: lost.length > 0 ? `${lost.length} lost` : `${older} older`,
    says: erasing ? `${says}; it has to remove what stands in the way` : says,
    details,
    numbers,
  };
}

function countsOf({ kept, newer, older, renamed, lost, repositories }: Solved, of: string): readonly Measured[] {
  const source = `solver: ${repositories.join(", ")}`;
  return Object.entries({ kept, newer, older, renamed, lost: lost.length }).map(([name, value]) => ({
    name: `${name}${of}`,
    value,
    unit: "packages",
    source,
  }));
}

function countWords({ kept, newer, older, renamed, lost }: Solved): string {
  return `${kept} kept, ${newer} newer, ${older} older, ${renamed} renamed, ${lost.length} lost`;
}

function openWords(open: SolvedWay["open"]): string {
  if (open === undefined) return "";
  return open.isRefused
    ? `; from there to ${open.to} it finds no transaction: ${open.because}`
    : `; what goes from there to ${open.to} was not solved${open.because}`;
}

function byKnowledge(
  { facts, release: now }: HostGrounds,
  { release }: TargetGrounds,
  { catalog }: CompareContext,
  because: string,
): Evidence {
  const names = new Set((factOf(facts, "packages") ?? []).map(({ name }) => name));
  const sameMajor = release.major === now.major;
  const worth = sameMajor ? REBUILT_UNSOLVED_WORTH : UNKNOWN_WORTH;
  if (!isFerrys(release)) {
    const says = `Not solved (${because}): what becomes of its ${counted(names.size, "package name")} is not known`;
    const numbers = [{ name: "installed", value: names.size, unit: "names", source: "facts: packages" }];
    return { ...unknownEvidence("packages", says, { numbers, short: "not solved" }), worth };
  }
  const available = new Set(catalog.renames.flatMap(({ to }) => to));
  const { swap, drop } = releasePackages(now, names, available, catalog);
  const source = "data/renames";
  const numbers: readonly Measured[] = [
    { name: "installed", value: names.size, unit: "names", source: "facts: packages" },
    { name: "renamed", value: swap.length, unit: "packages", source },
    { name: "lost", value: drop.length, unit: "packages", source },
    ...["kept", "newer", "older"].map((name) => ({ name, value: null, unit: "packages", source: "not solved" })),
  ];
  const known = `${swap.length} of ${counted(names.size, "name")} renamed and ${drop.length} without a successor; kept, newer and older are not known`;
  return {
    topic: "packages",
    verdict: "unknown",
    worth,
    short: "not solved",
    says: `By what Ferry knows, not solved (${because}): ${known}`,
    details: [
      ...swap.map(({ from, to }) => `${from} becomes ${listed(to)}`),
      ...drop.map(({ name, why }) => `${name} goes: ${why}`),
    ],
    numbers,
  };
}
