import { counted, listed } from "../checks/words.ts";
import { releasePackages } from "../routes/release-packages.ts";
import { REBUILT_UNSOLVED_WORTH, UNKNOWN_WORTH, worthOfPackages } from "./advice-rules.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds } from "./host-grounds.ts";
import { isFerrys } from "./way-to.ts";

/** What becomes of the packages: as the solver says for the first hop, else by what data/ knows, and it says which. */
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
    ? bySolver(withoutBrands(solved, host, context), installed.length, target)
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

function bySolver(solved: Solved, installed: number, { release, route }: TargetGrounds): Evidence {
  const hops = route.kind === "route" ? route.hops : [];
  const first = hops[0]?.to.title ?? release.title;
  const source = `solver: ${solved.repositories.join(", ")}`;
  const inUse = solved.lost.filter((one) => one.inUse);
  const numbers: readonly Measured[] = (
    [
      ["kept", solved.kept],
      ["newer", solved.newer],
      ["older", solved.older],
      ["renamed", solved.renamed],
      ["lost", solved.lost.length],
    ] as const
  ).map(([name, value]) => ({ name, value, unit: "packages", source }));
  const further = hops.length > 1 ? `; what the hops after ${first} do was not solved` : "";
  const says = `By the solver, to ${first}: ${solved.kept} kept, ${solved.newer} newer, ${solved.older} older, ${solved.renamed} renamed, ${solved.lost.length} lost${further}`;
  const details = solved.lost.map(({ name, why }) => `${name} goes: ${why}`);
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
  const worth = worthOfPackages(solved.lost.length, solved.older, installed);
  const partly = hops.length > 1;
  return {
    topic: "packages",
    verdict: partly ? "unknown" : solved.withErasing || solved.lost.length > 0 ? "against" : "for",
    worth: partly ? (worth + UNKNOWN_WORTH) / 2 : worth,
    short: solved.lost.length > 0 ? `${solved.lost.length} lost` : `${solved.older} older`,
    says: solved.withErasing ? `${says}; it has to remove what stands in the way` : says,
    details,
    numbers,
  };
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
