import type { Command } from "commander";
import type { BackupTestOutcome } from "../../app/backup-test.ts";
import { BLOCKED, DONE, HOST_FAILED, UNREACHABLE } from "../../app/exit-code.ts";
import { RequestError } from "../../app/request-error.ts";
import { stateFolder } from "../../app/state-folder.ts";
import { addLoginOptions, type LoginArguments, readLoginOptions, wholeNumber } from "../connection-options.ts";
import { askConsent, refuseUnseenConsent } from "../consent.ts";
import { interruption } from "../interruption.ts";
import { addBackupOptions, type MigrationArguments, readBackupOptions } from "../migration-arguments.ts";
import { type Printer, terminalPrinter } from "../printer.ts";

interface Common {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}
type BackupArguments = Pick<
  MigrationArguments,
  "repository" | "passwordFile" | "data" | "databases" | "snapshot" | "snapshotHook"
>;
type Reaching = Common & LoginArguments & { readonly passwordFile?: string };

export function addBackup(ferry: Command): void {
  const backup = ferry.command("backup").description("Restore points: a way back for a host that was proven.");
  addCreate(backup);
  addList(backup);
  addTest(backup);
  addRestore(backup);
  addPrune(backup);
}

function addCommon(command: Command): Command {
  return command
    .option("--json", "the answer as JSON")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
}

function printerOf(given: Common): Printer {
  return terminalPrinter({ quiet: given.quiet === true || given.json === true, color: given.color });
}

/** What every use case with a host is given. */
async function reach(host: string, given: Reaching, printer: Printer, signal: AbortSignal) {
  const [{ liveTarget }, { openLine }] = await Promise.all([
    import("../../app/live-target.ts"),
    import("../../app/open-host.ts"),
  ]);
  return {
    line: openLine(liveTarget(host, readLoginOptions(given))),
    state: stateFolder(),
    now: () => new Date(),
    report: (text: string) => printer.status(`${host}: ${text}`),
    ...(given.passwordFile === undefined ? {} : { passwordFile: given.passwordFile }),
    signal,
  };
}

type Refusal =
  | { readonly kind: "stopped" | "failed"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Tells why it was not done. @return the exit code */
function refuse(printer: Printer, host: string, refusal: Refusal): number {
  printer.insist(`${host}: ${refusal.kind}: ${refusal.reason}`);
  if (refusal.kind !== "unreachable" && refusal.fix !== "") printer.insist(`  ${refusal.fix}`);
  if (refusal.kind === "unreachable") return UNREACHABLE;
  return refusal.kind === "stopped" ? BLOCKED : HOST_FAILED;
}

async function show(
  printer: Printer,
  given: Common,
  outcome: Extract<BackupTestOutcome, { readonly point: unknown }>["point"],
) {
  const { restorePointsView } = await import("../../report/restore-points.ts");
  const { renderRestorePoints } = await import("../../report/render-restore-points.ts");
  const view = restorePointsView([outcome]);
  if (given.json === true) printer.json(view);
  else printer.result(renderRestorePoints(view, printer));
}

function addCreate(backup: Command): void {
  const command = backup
    .command("create")
    .description(
      "Makes a restore point of each host and tests it. Reads the host; keeps what it needs below /var/lib/ferry.",
    )
    .argument("<hosts...>", "hosts over SSH, or localhost")
    .option("--no-test", "do not test it: it is called untested until ferry backup test");
  addLoginOptions(addBackupOptions(addCommon(command))).action(
    async (hosts: readonly string[], given: Reaching & BackupArguments & { readonly test: boolean }) => {
      const printer = printerOf(given);
      const options = readBackupOptions(given);
      const [{ createBackup }, { testBackup }, { pointId }] = await Promise.all([
        import("../../app/backup-create.ts"),
        import("../../app/backup-test.ts"),
        import("../../app/backup-points.ts"),
      ]);
      const codes: number[] = [];
      const signal = interruption();
      for (const host of hosts) {
        const reached = await reach(host, given, printer, signal);
        const made = await createBackup({ ...reached, id: pointId(new Date()), options });
        if (made.kind !== "made") {
          codes.push(refuse(printer, host, made));
          continue;
        }
        codes.push(
          given.test ? await told(printer, given, host, await testBackup({ ...reached, point: made.point })) : DONE,
        );
        if (!given.test) await show(printer, given, made.point);
      }
      process.exitCode = Math.max(...codes);
    },
  );
}

/** Tells what a test found. @return the exit code */
async function told(printer: Printer, given: Common, host: string, outcome: BackupTestOutcome): Promise<number> {
  if (outcome.kind === "stopped" || outcome.kind === "unreachable") return refuse(printer, host, outcome);
  await show(printer, given, outcome.point);
  return outcome.kind === "tested" ? DONE : HOST_FAILED;
}

function addList(backup: Command): void {
  const command = backup
    .command("list")
    .description("Restore points with where they lie, what they cover, and whether they were tested. Reads only.")
    .argument("[hosts...]", "of these hosts alone", []);
  addCommon(command).action(async (hosts: readonly string[], given: Common) => {
    const printer = printerOf(given);
    const { restorePoints } = await import("../../app/backup-points.ts");
    const { restorePointsView } = await import("../../report/restore-points.ts");
    const view = restorePointsView(await restorePoints(stateFolder(), hosts));
    if (given.json === true) return printer.json(view);
    const { renderRestorePoints } = await import("../../report/render-restore-points.ts");
    printer.result(renderRestorePoints(view, printer));
  });
}

function addTest(backup: Command): void {
  const command = backup
    .command("test")
    .description(
      "Restores a point into a scratch place on its host and compares every hash. The host is left as it is.",
    )
    .argument("<host>", "a host over SSH, or localhost")
    .argument("[point]", "id of the point; without it the newest")
    .option("--password-file <file>", "password of the restic repository; else the one Ferry made");
  addLoginOptions(addCommon(command)).action(async (host: string, id: string | undefined, given: Reaching) => {
    const printer = printerOf(given);
    const { findPoint } = await import("../../app/backup-points.ts");
    const point = await findPoint(stateFolder(), host, id, false);
    const { testBackup } = await import("../../app/backup-test.ts");
    process.exitCode = await told(
      printer,
      given,
      host,
      await testBackup({ ...(await reach(host, given, printer, interruption())), point }),
    );
  });
}

interface RestoreArguments extends Reaching {
  readonly withData?: boolean;
  readonly snapshot?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

function addRestore(backup: Command): void {
  const command = backup
    .command("restore")
    .description("Takes a host back to a restore point. CHANGES THE HOST.")
    .argument("<host>", "a host over SSH, or localhost")
    .argument("[point]", "id of the point; without it the newest tested one")
    .option("--with-data", "go back with data, homes, mail and logs too: what was written since is lost")
    .option("--snapshot", "by the point's snapshot instead of its files: everything written since is lost")
    .option("--password-file <file>", "password of the restic repository; else the one Ferry made")
    .option("-n, --dry-run", "say what would change and what would be lost; change nothing")
    .option("-y, --yes", "do not ask for consent");
  addLoginOptions(addCommon(command)).action(async (host: string, id: string | undefined, given: RestoreArguments) => {
    const printer = printerOf(given);
    if (given.snapshot === true && given.dryRun === true) {
      throw new RequestError("Cannot foretell what a snapshot takes back: leave out --dry-run or --snapshot");
    }
    if (given.snapshot === true && given.withData === true) {
      throw new RequestError("Cannot choose what a snapshot takes back: it takes all; leave out --with-data");
    }
    if (given.dryRun !== true) refuseUnseenConsent(given);
    const { findPoint } = await import("../../app/backup-points.ts");
    const point = await findPoint(stateFolder(), host, id, true);
    const { restoreByFiles, restoreBySnapshot } = await import("../restore-host.ts");
    const signal = interruption(() =>
      printer.insist(`Left. If files go back already, ${host} goes on with it; the same command follows it to its end`),
    );
    const request = { ...(await reach(host, given, printer, signal)), point, withData: given.withData === true };
    const consent = async (): Promise<boolean> => given.yes === true || askConsent(`This changes ${host}.`, host);
    const ways = { request, printer, json: given.json === true, dryRun: given.dryRun === true, consent };
    const outcome = given.snapshot === true ? await restoreBySnapshot(ways) : await restoreByFiles(ways);
    process.exitCode = outcome === "done" ? DONE : refuse(printer, host, outcome);
  });
}

interface PruneArguments extends Reaching {
  readonly keep?: string;
  readonly olderThan?: string;
  readonly dryRun?: boolean;
}

function addPrune(backup: Command): void {
  const command = backup
    .command("prune")
    .description("Takes old restore points away, where they lie too. Those of runs that have not ended stay.")
    .argument("[hosts...]", "of these hosts alone", [])
    .option("--keep <number>", "keep the newest points of each host")
    .option("--older-than <days>", "only points older than this")
    .option("--password-file <file>", "password of the restic repository; else the one Ferry made")
    .option("-n, --dry-run", "say what would go");
  addLoginOptions(addCommon(command)).action(async (hosts: readonly string[], given: PruneArguments) => {
    if (given.keep === undefined && given.olderThan === undefined) {
      throw new RequestError("Cannot prune without a limit: say --keep NUMBER or --older-than DAYS, or both");
    }
    const printer = printerOf(given);
    const { pruneDecisions } = await import("../../app/backup-points.ts");
    const { dropPoint } = await import("../../app/backup-prune.ts");
    const decisions = await pruneDecisions(
      stateFolder(),
      hosts,
      {
        ...(given.keep === undefined ? {} : { keep: wholeNumber("--keep", given.keep, 0, 10_000) }),
        ...(given.olderThan === undefined
          ? {}
          : { olderThanDays: wholeNumber("--older-than", given.olderThan, 0, 36_500) }),
      },
      new Date(),
    );
    const signal = interruption();
    const codes: number[] = [DONE];
    const done: { host: string; point: string; action: string; why: string }[] = [];
    for (const { point, action, why } of decisions) {
      const { host, id } = point;
      if (action === "remove" && given.dryRun !== true) {
        const dropped = await dropPoint(await reach(host, given, printer, signal), point);
        if (dropped.kind !== "dropped") {
          codes.push(refuse(printer, host, dropped));
          continue;
        }
      }
      done.push({ host, point: id, action, why });
      if (given.json === true) continue;
      const word = action === "keep" ? "kept   " : given.dryRun === true ? "would go" : "removed";
      printer.result(`${word}  ${host}  ${id}  ${why}\n`);
    }
    if (given.json === true) printer.json({ schema: "ferry/prune/1", dryRun: given.dryRun === true, points: done });
    process.exitCode = Math.max(...codes);
  });
}
