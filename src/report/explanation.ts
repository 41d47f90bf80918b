import type { ExplainedProblem, Explanation } from "../resolve/explain/explanation.ts";
import type { HostAssessment } from "./assessment.ts";

/** The view model of `ferry explain`, and its JSON form `ferry/explanation/1`. Fields are only ever added. */
export interface ExplanationReport {
  readonly schema: "ferry/explanation/1";
  readonly exit: number;
  readonly host: string;
  /** Release ids. */
  readonly release: string | null;
  readonly target: string | null;
  /** Title of the target, for screens. */
  readonly title: string;
  /** As in `ferry/assessment/1`. */
  readonly basis: HostAssessment["basis"];
  /** What contradicts what; empty where the packages of interest were named. */
  readonly problems: readonly ExplainedProblem[];
  readonly packages: readonly Explanation[];
  /** Packages that would be explained too if they were named. */
  readonly more: number;
  /** What this answer does not cover, in whole sentences. */
  readonly undecided: readonly string[];
}
