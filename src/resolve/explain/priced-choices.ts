import type { PackageId } from "../../pool/pool.ts";
import type { Job } from "../jobs.ts";
import type { PackageTransaction, Resolution } from "../resolution.ts";
import type { Resolver } from "../resolver.ts";
import { solutionWords } from "../solution-words.ts";
import { findSolutions, type SolutionElement } from "../solutions.ts";
import type { Choice } from "./explanation.ts";
import { comparePrices, priceOf } from "./price.ts";
import type { Attempt, Situation } from "./situation.ts";
import { inWords } from "./step-sentence.ts";

/**
 * Solves with each attempt. Those that lead nowhere are left out, of those that lead to the same only the first is told;
 * the cheapest comes first. `changed` names a package that an attempt has to make a difference to. Without a transaction to
 * compare with, prices are those against an untouched host.
 */
export function pricedChoices(
  { transaction }: Pick<Situation, "transaction">,
  attempts: readonly Attempt[],
  changed?: string,
): readonly Choice[] {
  const base = transaction ?? { install: [], upgrade: [], downgrade: [], reinstall: [], obsolete: [], remove: [] };
  const found = new Map<string, Choice>();
  for (const { what, solve } of attempts) {
    const resolution = solve();
    if (resolution.kind !== "solved") continue;
    const { transaction: other } = resolution;
    if (changed !== undefined && transaction !== undefined && placeIn(base, changed) === placeIn(other, changed))
      continue;
    const key = JSON.stringify(Object.values(other).map((list) => list.map(outcome)));
    if (!found.has(key)) found.set(key, { what, price: priceOf(base, other) });
  }
  return [...found.values()].sort((left, right) => comparePrices(left.price, right.price));
}

/** What a transaction does to a package. */
function placeIn(
  { install, upgrade, downgrade, reinstall, obsolete, remove }: PackageTransaction,
  nevra: string,
): string {
  const pair = [...upgrade, ...downgrade].find(({ from, to }) => from === nevra || to.nevra === nevra);
  if (pair !== undefined) return `${pair.from} to ${pair.to.nevra} of ${pair.to.repository}`;
  const replaced = obsolete.find(({ old }) => old === nevra);
  if (replaced !== undefined) return `replaced by ${replaced.by.join(" ")}`;
  if (remove.some((item) => item.nevra === nevra)) return "removed";
  const arriving = [...install, ...reinstall].find((item) => item.nevra === nevra);
  return arriving === undefined ? "untouched" : `from ${arriving.repository}`;
}

/** What tells one transaction from another: reasons and sizes do not. */
function outcome(item: object): unknown {
  return "nevra" in item ? item.nevra : "to" in item ? item : Object.values(item);
}

/** The ways out that the solver sees of a problem, each as a wish to solve with. */
export function attemptsOf(
  resolver: Resolver,
  rules: readonly number[],
  solveWith: (wishes: readonly Job[]) => Resolution,
): readonly Attempt[] {
  return findSolutions(resolver, rules).flatMap(({ elements }): Attempt[] => {
    const jobs = elements.flatMap((element) => jobOf(element));
    if (jobs.length < elements.length) return [];
    const what = inWords([...new Set(elements.map((element) => solutionWords(resolver.pool, element)))]);
    return [{ what, solve: () => solveWith(jobs) }];
  });
}

/** As libsolv takes a solution (src/problems.c, solver_take_solutionelement). A dropped wish is not one to make. */
function jobOf(element: SolutionElement): Job[] {
  switch (element.kind) {
    case "drop-job":
      return [];
    case "erase":
      return [eraseJob(element.id)];
    case "replace":
      return [installJob(element.by)];
    case "allow":
      return [installJob(element.id)];
  }
}

/** A wish for this very package: for an installed one, that it stays. */
export function installJob(id: PackageId): Job {
  return { action: "install", selection: { kind: "package", id }, flags: 0 };
}

export function eraseJob(id: PackageId): Job {
  return { action: "erase", selection: { kind: "package", id }, flags: 0 };
}
