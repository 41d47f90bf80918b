import { openLine } from "../hosts/host-line.ts";
import { plural } from "../report/layout.ts";
import { renderRestorePreview } from "../report/render-restore-points.ts";
import { shortTime } from "../report/restore-points.ts";
import { plainStyle } from "../report/style.ts";
import type { HostHistory } from "../store/host-history.ts";
import { readPoint } from "../store/restore-points.ts";
import { canRollBack } from "../workflow/next-action.ts";
import { restorePreviewView } from "./backup-points.ts";
import { previewRestore, type RestoreRequest } from "./backup-restore.ts";
import { readKeptTarget } from "./live-target.ts";
import { MigrationOptions } from "./migration-options.ts";
import { readConversion } from "./perform/conversion-file.ts";
import { runFolder } from "./perform/run-folder.ts";

const WIDTH = 100;
/** Packages that are named; of more the number is told. */
const NAMED = 20;

export interface WayBackRequest {
  readonly run: string;
  readonly host: string;
  readonly history: HostHistory;
  readonly stateFolder: string;
  /** Whether to ask the host what exactly would be lost; that reads every file of its system. */
  readonly ask: boolean;
  readonly report: (line: string) => void;
}

/** What rolling this host back means, in lines for the person who decides. Changes nothing on the host. */
export async function wayBackOf(request: WayBackRequest): Promise<readonly string[]> {
  const { run, host, history, stateFolder, ask } = request;
  const done = (step: string) =>
    history.records.some((record) => record.kind === "step" && record.step === step && record.outcome.kind === "done");
  if (!done("convert")) {
    const prepared = canRollBack(history.plan, history.records);
    return [`${host}: no package was changed${prepared ? "; what was prepared is taken back" : ""}`];
  }
  const point = done("back-up") ? await readPoint(stateFolder, host, run) : undefined;
  if (point === undefined) return [`${host}: no restore point was made in run ${run}; there is no way back`];
  const when = shortTime(point.createdAt);
  if (point.test.kind === "failed" && point.snapshots.length > 0) {
    return [`${host}: goes back to its snapshot of ${when} UTC, and boots once more: everything written since is lost`];
  }
  const plain = [
    `${host}: goes back to its restore point of ${when} UTC, and boots once more`,
    `${host}: what the system wrote since then outside of your data is lost; data paths keep what they have now`,
  ];
  if (!ask) return plain;
  request.report(`${host}: looking what would be lost`);
  const { passwordFile } = MigrationOptions.parse(history.options).backup;
  const restore: RestoreRequest = {
    line: openLine(readKeptTarget(history.target)),
    state: stateFolder,
    point,
    withData: false,
    report: request.report,
    ...(passwordFile === undefined ? {} : { passwordFile }),
  };
  const planned = await previewRestore(restore);
  if (planned.kind !== "planned") {
    return [...plain, `${host}: what exactly would be lost is not known: ${planned.reason}`];
  }
  const view = restorePreviewView(point, planned.preview);
  return [
    ...renderRestorePreview(view, { width: WIDTH, style: plainStyle }).trimEnd().split("\n"),
    ...(await packageWords(request, restore)),
    "  The host boots once more.",
  ];
}

/** The packages that came since the move: those that the conversion neither left nor brought. */
async function packageWords({ run, host, stateFolder }: WayBackRequest, { line }: RestoreRequest) {
  const { after } = await readConversion({ folder: runFolder(stateFolder, run, host) });
  const ran = await line.run("rpm -qa --qf '%{nevra}\\n'", { seconds: 120 });
  if (ran.kind !== "ended" || ran.status !== 0)
    return ["  Which packages came since the move is not known: rpm does not answer"];
  const moved = new Set(after);
  const came = ran.stdout
    .split("\n")
    .filter((nevra) => nevra !== "" && !nevra.startsWith("gpg-pubkey-") && !moved.has(nevra))
    .toSorted();
  if (came.length === 0) return ["  No package has come since the move."];
  const more = came.length > NAMED ? ` and ${came.length - NAMED} more` : "";
  return [
    `  GONE      ${plural(came.length, "package")} that came since the move: ${came.slice(0, NAMED).join(", ")}${more}`,
  ];
}
