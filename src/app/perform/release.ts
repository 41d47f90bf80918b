import { z } from "zod";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { letGo } from "./hold.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { tidyHost } from "./tidy.ts";

/** The host goes back to work: held units and the undrain hook; the downloads go, the journal is kept with the controller. */
export const release: Performer = { perform };

const Held = z.object({ stopped: z.array(z.string()) });

async function perform(context: PerformContext): Promise<StepOutcome> {
  // Hold is done by now, and has told what it stopped.
  const stopped = Held.safeParse(context.results.get("hold")).data?.stopped;
  const released = await letGo(context, stopped?.length !== 0);
  if (released.kind !== "done") return released;
  const tidied = await tidyHost(context);
  if (tidied.kind === "unreachable") return tidied;
  return { ...released, summary: `${released.summary}; ${tidied.words}` };
}
