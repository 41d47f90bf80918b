import { type StepKind, stepKinds } from "../steps/step.ts";

/** What is to be done to one host. */
export interface HostPlan {
  /** In the order of `stepKinds`, each at most once. Without `convert` it is a trial: all is undone at the end. */
  readonly steps: readonly StepKind[];
  /** What to do when a step fails at or after the point of no return: go back by itself, or ask. */
  readonly rollback: "auto" | "ask";
}

/** A list of steps that cannot be a plan. @internal for tests */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

/** @throws PlanError when the steps are out of order, doubled, or want what an earlier one brings */
export function checkPlan(plan: HostPlan): void {
  const { steps } = plan;
  if (steps.length === 0) throw new PlanError("Cannot plan a host: there is no step");
  steps.reduce((before, step) => {
    const place = stepKinds.indexOf(step);
    if (place <= before) throw new PlanError(`Cannot plan a host: "${step}" is in the wrong place`);
    return place;
  }, -1);
  const has = (step: StepKind): boolean => steps.includes(step);
  for (const step of ["settle", "reboot", "verify", "release"] as const) {
    if (has(step) && !has("convert")) throw new PlanError(`Cannot plan a host: "${step}" needs "convert"`);
  }
}
