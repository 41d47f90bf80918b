import type { EvidenceView } from "../report/evidence.ts";
import { evidenceOf } from "./evidence-of.ts";
import { runFolder } from "./perform/run-folder.ts";
import { RequestError } from "./request-error.ts";
import { stateFolder } from "./state-folder.ts";

/** The evidence of the last run that a host had, or of the run named. Throws RequestError where there is none. */
export async function reportHost(host: string, run: string | undefined, ferry: string): Promise<EvidenceView> {
  const [{ openStore }, { readRun, runsOfHost }, { readHostHistory }] = await Promise.all([
    import("../store/open-store.ts"),
    import("../store/run-readers.ts"),
    import("../store/host-history.ts"),
  ]);
  const folder = stateFolder();
  const databaseUrl = process.env["FERRY_DATABASE_URL"] ?? "";
  const store = await openStore({ stateFolder: folder, ...(databaseUrl === "" ? {} : { databaseUrl }) });
  try {
    const rows = await runsOfHost(store, host);
    const row = rows.find((each) => (run === undefined ? each.steps.includes("convert") : each.run === run)) ?? rows[0];
    const whole = row === undefined ? undefined : await readRun(store, row.run);
    if (row === undefined || whole === undefined) {
      throw new RequestError(`Cannot report on ${host}: it has had no run; ferry run list names those there are`);
    }
    const history = await readHostHistory(store, row);
    return await evidenceOf(whole, row, history, runFolder(folder, row.run, host), ferry);
  } finally {
    await store.close();
  }
}
