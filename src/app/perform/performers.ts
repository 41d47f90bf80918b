import type { StepKind } from "../../steps/step.ts";
import type { Performer } from "./performer.ts";

/** How each kind of step is performed; loaded when it is needed. */
export const performers: Readonly<Record<StepKind, () => Promise<Performer>>> = {
  preflight: async () => (await import("./preflight.ts")).preflight,
  observe: async () => (await import("./observe.ts")).observe,
  stage: async () => (await import("./stage.ts")).stage,
  download: async () => (await import("./download.ts")).download,
  rehearse: async () => (await import("./rehearse.ts")).rehearse,
  "back-up": async () => (await import("./back-up.ts")).backUp,
  hold: async () => (await import("./hold.ts")).hold,
  convert: async () => (await import("./convert.ts")).convert,
  settle: async () => (await import("./settle.ts")).settle,
  reboot: async () => (await import("./reboot.ts")).reboot,
  verify: async () => (await import("./verify.ts")).verify,
  release: async () => (await import("./release.ts")).release,
};
