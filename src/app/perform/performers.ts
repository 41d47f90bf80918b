import type { StepKind } from "../../steps/step.ts";
import type { Performer } from "./performer.ts";

/** How each kind of step is performed; loaded when it is needed. */
export const performers: Readonly<Partial<Record<StepKind, () => Promise<Performer>>>> = {
  preflight: async () => (await import("./preflight.ts")).preflight,
  observe: async () => (await import("./observe.ts")).observe,
  verify: async () => (await import("./verify.ts")).verify,
};
