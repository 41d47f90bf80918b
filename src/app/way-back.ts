import type { Engine } from "../engine/open-engine.ts";
import { readHostHistory } from "../store/host-history.ts";
import type { HostKey } from "../store/host-key.ts";

/** What rolling this host back means, in sentences for the person who decides. */
export async function wayBackOf(engine: Engine, key: HostKey): Promise<readonly string[]> {
  const { records } = await readHostHistory(engine.store, key);
  const done = (step: string) =>
    records.findLast((record) => record.kind === "step" && record.step === step && record.outcome.kind === "done");
  const convert = done("convert");
  const backup = done("back-up");
  if (convert === undefined) return [`${key.host}: no package was changed; what was prepared is taken back`];
  if (backup === undefined || backup.kind !== "step") {
    return [`${key.host}: no restore point was made in run ${key.run}; there is no way back`];
  }
  const at = new Date(backup.endedAt).toISOString().replace("T", " ").slice(0, 16);
  return [
    `${key.host}: goes back to its restore point of ${at} UTC, and boots once more`,
    `${key.host}: what the system wrote since then outside of your data is lost; data paths keep what they have now`,
  ];
}
