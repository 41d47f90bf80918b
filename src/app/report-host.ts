import type { EvidenceView } from "../report/evidence.ts";
import { evidenceOf } from "./evidence-of.ts";
import { lastMove } from "./last-move.ts";
import { withHistory } from "./open-history.ts";
import { runFolder } from "./perform/run-folder.ts";
import { RequestError } from "./request-error.ts";
import { stateFolder } from "./state-folder.ts";

/** The evidence of the last run that moved a host, or of the run named. Throws RequestError where there is none. */
export async function reportHost(host: string, run: string | undefined, ferry: string): Promise<EvidenceView> {
  const view = await withHistory(async (store) => {
    const [{ readRun, runsOfHost }, { readHostHistory }] = await Promise.all([
      import("../store/run-readers.ts"),
      import("../store/host-history.ts"),
    ]);
    const rows = await runsOfHost(store, host);
    const row = run === undefined ? (lastMove(rows) ?? rows[0]) : rows.find((each) => each.run === run);
    const whole = row === undefined ? undefined : await readRun(store, row.run);
    if (row === undefined || whole === undefined) return undefined;
    const history = await readHostHistory(store, row);
    return evidenceOf(whole, row, history, runFolder(stateFolder(), row.run, host), ferry);
  });
  if (view === undefined) {
    const which = run === undefined ? "it has had no run" : `it has had no run "${run}"`;
    throw new RequestError(`Cannot report on ${host}: ${which}; ferry run list names those there are`);
  }
  return view;
}
