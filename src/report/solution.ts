import type { ExplainedBlock } from "../resolve/testcase/explain-testcase.ts";

/** The view model of `ferry solve`, and its JSON form `ferry/solution/1`. Fields are only ever added. */
export interface SolutionReport {
  readonly schema: "ferry/solution/1";
  readonly exit: number;
  /** One for each part of the testcase, which "nextjob" begins. */
  readonly blocks: readonly ExplainedBlock[];
}
