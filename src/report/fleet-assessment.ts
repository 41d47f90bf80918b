import type { ProblemView } from "./assessment.ts";

/** The view model of `ferry assess FILE` for a fleet file, and its JSON form `ferry/fleet/1`. Fields are only ever added. */
export interface FleetAssessment {
  readonly schema: "ferry/fleet/1";
  readonly exit: number;
  readonly hosts: number;
  /** How many different sets of packages the hosts have, and how many different transactions come out of them. */
  readonly inventories: number;
  readonly transactions: number;
  /** Hosts with the same answer; the largest first. */
  readonly cohorts: readonly Cohort[];
  /** Lines that are no host, and why; at most the first hundred. */
  readonly unreadable: readonly { readonly line: number; readonly reason: string }[];
  readonly unreadableLines: number;
  /** What these answers do not cover, in whole sentences. */
  readonly undecided: readonly string[];
}

/** What makes up an answer: hosts that agree in all of it are one cohort. */
export interface CohortAnswer {
  /** Release ids as in data/releases; null where they are not known. */
  readonly release: string | null;
  readonly target: string | null;
  readonly architecture: string | null;
  /**
   * `ready`: nothing about the packages stops it. `arrived`: it runs an AlmaLinux already. `blocked`: the packages cannot all
   * move. `unsupported`: no way from this system, or no repository for it.
   */
  readonly outcome: "ready" | "arrived" | "blocked" | "unsupported";
  /** Why, where it is `arrived` or `unsupported`; else "". */
  readonly reason: string;
  /** As in ferry/assessment/1. */
  readonly basis: "exact" | "with-erasing" | "none";
  readonly problems: readonly ProblemView[];
  /** Names of packages that go and have no successor. */
  readonly lost: readonly string[];
}

export interface Cohort extends CohortAnswer {
  readonly hosts: readonly string[];
  /** The least and the most of each on any of its hosts. */
  readonly changes: Readonly<Record<ChangeCount, readonly [least: number, most: number]>>;
}

export const changeCounts = [
  "installed",
  "install",
  "upgrade",
  "downgrade",
  "reinstall",
  "obsolete",
  "remove",
] as const;

/** Packages installed now, and those that a transaction touches by kind. */
export type ChangeCount = (typeof changeCounts)[number];
