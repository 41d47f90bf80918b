import type { Catalog } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import type { FactName, FactValue } from "../facts/facts.ts";
import type { RouteHop } from "../routes/plan-route.ts";

/** leapp's words. An inhibitor stops a host; it is a flag of its own, not a severity. */
export const severities = ["high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

/** One thing a check saw. Texts are whole sentences without a full stop at the end of the title; `title` fits 80 columns. */
export interface Finding {
  readonly severity: Severity;
  readonly inhibitor: boolean;
  readonly title: string;
  /** Where it was seen: the file and line, the package, the number. */
  readonly seen: string;
  /** What happens when it stays so. */
  readonly risk: string;
  /** What to do, with the exact command where there is one. */
  readonly fix: string;
}

/** The check could not decide with the facts it has, although they were read. */
export interface Undecided {
  readonly kind: "undecided";
  readonly because: string;
}

/** What the solver found out for the first hop, where it was asked: sizes in bytes. */
export interface SolvedTransaction {
  readonly downloadBytes: number;
  /** How many packages arrive, and their installed size. */
  readonly arriving: number;
  readonly arrivingBytes: number;
  /** At most so much more is on disk at the worst moment: rpm takes nothing away that has no successor before the end. */
  readonly peakBytes: number;
  /** Names of the installed packages that it does not touch. */
  readonly kept: ReadonlySet<string>;
  /** Packages that go back to an older version: `from` and `to` are [epoch:]version-release. */
  readonly downgrades: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Installed names that go and nothing obsoletes, with a sentence why. */
  readonly lost: readonly { readonly name: string; readonly why: string }[];
  /** Files that an arriving package brings and a package that stays owns; undefined where the file lists could not be read. */
  readonly fileConflicts: readonly FileConflict[] | undefined;
  /** Requirements of packages that stay and nothing meets, and libraries that go; undefined where that was not looked at. */
  readonly libraries?: {
    readonly unmet: readonly { readonly nevra: string; readonly requirement: string }[];
    readonly lost: readonly string[];
  };
}

/** A path that two packages of the result own. Both as NEVRAs. */
export interface FileConflict {
  readonly path: string;
  readonly kept: string;
  readonly arriving: string;
  /** Whether the first of the two stays on the host or arrives as well. */
  readonly both: "stays" | "arrives";
}

/** What the target's repositories hold, where they were read. */
export interface Universe {
  readonly repositories: readonly {
    readonly id: string;
    readonly packages: number;
    /** How many packages have the dist tag of each EL major: `.el9`, `.el9_5`, `.module_el9…`. */
    readonly majors: ReadonlyMap<number, number>;
  }[];
  /** Names of all packages. */
  readonly names: ReadonlySet<string>;
  /** Module → streams; left out when a repository that has modules did not tell which. */
  readonly streams?: ReadonlyMap<string, readonly string[]>;
}

/** Which hops a check is about: all of a kind, or only those to one major version. */
export type HopSelector = RouteHop["kind"] | `${RouteHop["kind"]}-to-${8 | 9 | 10}`;

/** What a check knows beside the facts. `hops` are those of the route that the check is about: at least one. */
export interface CheckContext<Knows extends keyof Catalog = keyof Catalog> {
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly release: Release;
  readonly minor: number | undefined;
  readonly target: Release;
  readonly hops: readonly RouteHop[];
  readonly transaction: SolvedTransaction | undefined;
  readonly universe: Universe | undefined;
  readonly catalog: Pick<Catalog, Knows>;
}

export type NeededFacts<Name extends FactName> = { readonly [Key in Name]: FactValue<Key> };
export type LackableFacts<Name extends FactName> = { readonly [Key in Name]: FactValue<Key> | undefined };

/** One case that the check must decide as told: it is a test, and it is shown in docs/checks.md. */
export interface Example<Needs extends FactName, MayLack extends FactName, Knows extends keyof Catalog> {
  /** What is special about this case. */
  readonly says: string;
  readonly given: NeededFacts<Needs> & Partial<NeededFacts<MayLack>>;
  readonly context?: Partial<Omit<CheckContext, "catalog">>;
  readonly catalog?: Pick<Catalog, Knows>;
  /** The titles of the findings, in their order; "undecided" when it cannot tell. */
  readonly finds: readonly string[] | "undecided";
}

export interface CheckDefinition<Needs extends FactName, MayLack extends FactName, Knows extends keyof Catalog> {
  /** The path of its file below src/checks, without ".ts". */
  readonly id: string;
  /** F- and four digits: stays the same for ever. F-00 host, F-01 storage, F-02 applications, F-03 packages. */
  readonly code: `F-${string}`;
  /** What holds when the check passes. */
  readonly title: string;
  /** Why it matters: what goes wrong otherwise, and where this is known from. */
  readonly why: string;
  readonly hops: readonly HopSelector[];
  /** The most that a finding of it can be; what an outcome that is not known counts as. */
  readonly worst: Severity | "inhibitor";
  /** `run` sees these facts. One that is absent makes the check not applicable, one that is unreadable its outcome unknown. */
  readonly needs: readonly Needs[];
  /** Facts that `run` sees where the host has them. Unreadable still means unknown. */
  readonly mayLack?: readonly MayLack[];
  readonly knows?: readonly Knows[];
  readonly examples: readonly Example<Needs, MayLack, Knows>[];
  run(facts: NeededFacts<Needs> & LackableFacts<MayLack>, context: CheckContext<Knows>): readonly Finding[] | Undecided;
}

/** A check as the runner sees it: its types are forgotten, and the runner gives each just the facts it names. */
export interface Check extends Omit<CheckDefinition<FactName, FactName, keyof Catalog>, "run" | "examples"> {
  readonly examples: readonly {
    readonly says: string;
    readonly given: Partial<NeededFacts<FactName>>;
    readonly context?: Partial<Omit<CheckContext, "catalog">>;
    readonly catalog?: Partial<Catalog>;
    readonly finds: readonly string[] | "undecided";
  }[];
  run(facts: Partial<NeededFacts<FactName>>, context: CheckContext): readonly Finding[] | Undecided;
}

/** Defines a check. The compiler sees to it that `run` and the examples use the facts and knowledge it names and no others. */
export function check<
  const Needs extends FactName = never,
  const MayLack extends FactName = never,
  const Knows extends keyof Catalog = never,
>(definition: CheckDefinition<Needs, MayLack, Knows>): Check {
  // Methods are bivariant, so this compiles; it is sound because the runner gives `run` all of `needs`, and of `mayLack` what there is.
  return definition;
}

export function undecided(because: string): Undecided {
  return { kind: "undecided", because };
}
