import type { Json } from "../../steps/step-outcome.ts";

/**
 * One piece of work on a host. Its script probes before it acts, for it is run again after an interruption.
 * It finds its input in the file $FERRY_INPUT, writes its result as JSON to $FERRY_RESULT, appends progress to
 * $FERRY_PROGRESS (one JSON value a line) and talks on standard output and error, which become its log.
 */
export interface Job {
  /** Unique within a run; letters, digits and hyphens. */
  readonly id: string;
  readonly script: JobScript;
  readonly input: Json;
  /** The runner ends it after this time, in seconds. */
  readonly seconds: number;
}

/** `text` is the whole program: sh for POSIX shells, python for the Python that the host's dnf runs on. */
export interface JobScript {
  readonly language: "sh" | "python";
  readonly text: string;
}

/**
 * What became of a job.
 * `interrupted`: it began and did not end, and is not running now (the host went down, or somebody killed it).
 */
export type JobState =
  | { readonly kind: "absent" }
  | { readonly kind: "running"; readonly progress: readonly Json[] }
  | { readonly kind: "done"; readonly result: Json }
  | { readonly kind: "failed"; readonly status: number; readonly log: string }
  | { readonly kind: "interrupted"; readonly sameBoot: boolean; readonly log: string };
