import type { StepOutcome } from "../../steps/step-outcome.ts";
import { letGo } from "./hold.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { tidyHost } from "./tidy.ts";

/** The host goes back to work: held units and the undrain hook; the downloads go, the journal is kept with the controller. */
export const release: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const released = await letGo(context);
  if (released.kind !== "done") return released;
  const tidied = await tidyHost(context);
  if (tidied.kind === "unreachable") return tidied;
  return { ...released, summary: `${released.summary}; ${tidied.words}` };
}
