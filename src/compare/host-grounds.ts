import type { CatalogWithFacts } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import type { ReleaseFact } from "../catalog/release-fact.ts";
import type { FactName, Facts, FactValue } from "../facts/facts.ts";
import type { Route } from "../routes/plan-route.ts";
import type { Costs } from "./costs.ts";
import type { ErrataFigures } from "./errata.ts";

/** What is known of a host that is compared. */
export interface HostGrounds {
  readonly host: string;
  readonly facts: Facts;
  readonly release: Release;
  readonly minor: number | undefined;
  /** True of a host of which only packages are told, as by a fleet file: other facts are then left out of the weighing. */
  readonly packagesOnly?: boolean;
}

/** A package of the host that is not in the result, with why; `inUse`: a unit or socket of its name runs. */
export interface LostPackage {
  readonly name: string;
  readonly why: string;
  readonly inUse: boolean;
}

/** What the solver made of a hop: of the first of a way, and in `further` of those after it, as far as they were solved. */
export type SolvedPackages =
  | {
      readonly kind: "solved";
      /** It has to remove what stands in the way. */
      readonly withErasing: boolean;
      readonly kept: number;
      readonly newer: number;
      readonly older: number;
      readonly renamed: number;
      readonly lost: readonly LostPackage[];
      /** [epoch:]version-release before and after. */
      readonly changes: readonly { readonly name: string; readonly from: string; readonly to: string }[];
      /** What installed libraries provide and nothing does afterwards, as rpm writes it: `libssl.so.1.1()(64bit)`. */
      readonly lostLibraries: readonly string[];
      readonly repositories: readonly string[];
      /** The hops after the first, each with the title of where it leads; the last may have no solution. */
      readonly further: readonly { readonly to: string; readonly packages: SolvedPackages }[];
    }
  | {
      readonly kind: "unsolvable";
      readonly because: readonly string[];
      readonly choices: readonly string[];
      readonly repositories: readonly string[];
    }
  /** No repositories were given or cached: why, in a sentence. */
  | { readonly kind: "not-solved"; readonly because: string };

/** What else is known of one candidate. */
export interface TargetGrounds {
  readonly release: Release;
  readonly route: Route;
  readonly packages: SolvedPackages;
  /** What the checks found that stops the host or could: the id of the check and the title. */
  readonly findings: readonly { readonly check: string; readonly title: string; readonly isUnknown: boolean }[];
  /** The move is not one that Ferry makes: its checks were not made, but for those of the hardware. */
  readonly isUnchecked?: boolean;
}

export interface CompareContext {
  readonly catalog: CatalogWithFacts;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** By EL major; undefined: no advisories were given. */
  readonly errata: ErrataFigures | undefined;
  readonly costs: Costs | undefined;
}

/** The value of a fact that was read; undefined for one that is absent or unreadable. */
export function factOf<Name extends FactName>(facts: Facts, name: Name): FactValue<Name> | undefined {
  const fact = facts[name];
  return fact.kind === "known" ? fact.value : undefined;
}

/** What data/ tells of a release, with its URLs. */
export function toldOf(
  release: Release,
  name: ReleaseFact["fact"],
  { releaseFacts, sources }: CatalogWithFacts,
): { readonly value: string; readonly source: string; readonly until?: string | undefined } | undefined {
  const fact = releaseFacts.find((one) => one.fact === name && one.subjects.includes(release.id));
  if (fact?.kind !== "known") return undefined;
  return { value: fact.value, source: urlsOf(fact.source, sources), until: fact.until };
}

/** The addresses of sources, parted by blanks. */
export function urlsOf(ids: readonly string[], sources: CatalogWithFacts["sources"]): string {
  return ids.flatMap((id) => sources.get(id)?.url ?? []).join(" ");
}
