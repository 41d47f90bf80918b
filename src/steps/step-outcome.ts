/** A value that survives being written as JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * What became of a step.
 * `done`: it is as the step wants it; `result` is for later steps and the evidence.
 * `arrived`: the host is already what the run would make of it, and nothing was changed; the run ends here, and well.
 * `stopped`: the step will not be done, and the host is as it was before it; somebody has to decide or to fix something.
 * `failed`: it went wrong after it had begun to change the host; what was done has to be taken back.
 * `unreachable`: what became of it is not known, because the host cannot be asked; it is asked again.
 */
export type StepOutcome =
  | { readonly kind: "done"; readonly summary: string; readonly result: Json }
  | { readonly kind: "arrived"; readonly reason: string }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "failed"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };
