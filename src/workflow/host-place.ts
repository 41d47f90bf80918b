import type { HostPlan } from "./host-plan.ts";
import { type HostState, isTouched, pastConvert, touchedSteps } from "./host-state.ts";

/**
 * Where a host is between its old system and the new one.
 * `between`: the transaction may have begun and is not known to be complete.
 */
export type HostPlace =
  | "untouched"
  | "prepared"
  | "between"
  | "converted"
  | "proven"
  | "returning"
  | "returned"
  | "back";

function hostPlace(plan: HostPlan, state: HostState): HostPlace {
  const convert = state.step("convert");
  const verify = state.step("verify");
  if (convert.undone) return verify.undone ? "back" : "returned";
  if (convert.undo.attempts > 0) return "returning";
  if (convert.done) return verify.done ? "proven" : "converted";
  if (pastConvert(state)) return "between";
  return touchedSteps(plan, state).length > 0 ? "prepared" : "untouched";
}

/** The place as a sentence about the host. */
export function placeSentence(plan: HostPlan, state: HostState): string {
  const held = isTouched(state.step("hold")) && !state.step("release").done;
  const works = state.accepted === undefined ? "works as before" : `${state.accepted.by} accepted what differs`;
  const still = held ? " What was drained and stopped for the move still is." : "";
  switch (hostPlace(plan, state)) {
    case "untouched":
      return "The host is as it was; nothing has been changed.";
    case "prepared":
      return `No package has been changed; Ferry's files are on the host.${still}`;
    case "between":
      return `The packages may be half changed: do not reboot it, do not cut its power.${still}`;
    case "converted":
      return `The new packages are on it, but nothing has proven yet that it works as before.${still}`;
    case "proven":
      return `It is converted, and ${works}.${still}`;
    case "returning":
      return `It is on the way back to its restore point, and not known to be there: do not cut its power.${still}`;
    case "returned":
      return `It is back at its restore point, but nothing has proven yet that it works as before.${still}`;
    case "back":
      return `It is back at its restore point, and ${works}.${still}`;
  }
}
