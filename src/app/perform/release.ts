import { z } from "zod";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { removeDownloads } from "./download.ts";
import { letGo } from "./hold.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { keepJournal } from "./stage.ts";

/** The host goes back to work: held units and the undrain hook; the downloads go, the journal is kept with the controller. */
export const release: Performer = { perform };

const Held = z.object({ stopped: z.array(z.string()) });

async function perform(context: PerformContext): Promise<StepOutcome> {
  // Hold is done by now, and has told what it stopped.
  const stopped = Held.safeParse(context.results.get("hold")).data?.stopped;
  const released = await letGo(context, stopped?.length !== 0);
  if (released.kind !== "done") return released;
  const kept = await keepJournal(context);
  if (kept.kind === "unreachable") return kept;
  const removed = await removeDownloads(context);
  if (removed.kind !== "done") return removed;
  return { ...released, summary: `${released.summary}; ${removed.summary}` };
}
