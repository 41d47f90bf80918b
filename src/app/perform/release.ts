import type { StepOutcome } from "../../steps/step-outcome.ts";
import { removeDownloads } from "./download.ts";
import { letGo } from "./hold.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { keepJournal } from "./stage.ts";

/** The host goes back to work: held units and the undrain hook; the downloads go, the journal is kept with the controller. */
export const release: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const released = await letGo(context);
  if (released.kind !== "done") return released;
  const kept = await keepJournal(context);
  if (kept.kind === "unreachable") return kept;
  const removed = await removeDownloads(context);
  if (removed.kind !== "done") return removed;
  return { ...released, summary: `${released.summary}; ${removed.summary}` };
}
