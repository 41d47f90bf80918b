import { HostSurvey } from "../backup/host-survey.ts";
import type { PointSnapshot, RestorePoint } from "../backup/restore-point.ts";
import { PlanAnswer, RestoreAnswer, ScratchAnswer, SnapshotAnswer } from "../hosts/backup/answers.ts";
import { unpacker } from "../hosts/backup/copy-host.ts";
import { hostFolders, makeHostFolders, removeHostFolders } from "../hosts/backup/host-folders.ts";
import { runProgram } from "../hosts/backup/host-program.ts";
import { sendManifest, stageContent } from "../hosts/backup/stage-copy.ts";
import type { HostLine } from "../hosts/host-line.ts";
import { pointFiles } from "../store/restore-points.ts";
import { BackupStop, must } from "./backup-stop.ts";
import { resticEnvironment } from "./restic-environment.ts";
import { writeDocument } from "./write-document.ts";

export interface BackupTestRequest {
  readonly line: HostLine;
  readonly state: string;
  readonly point: RestorePoint;
  readonly passwordFile?: string;
  readonly now: () => Date;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** `failed`: the point is no way back; it says so from now on. */
export type BackupTestOutcome =
  | { readonly kind: "tested"; readonly point: RestorePoint }
  | { readonly kind: "failed"; readonly point: RestorePoint; readonly reason: string }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Room that stays free beside a restored tree. */
const SPARE_BYTES = 256 << 20;

/**
 * Restores the copy into a scratch place on the host and compares every hash and all metadata with the manifest; counts the
 * packages of the restored rpm database; unpacks the dumps to their end. Where there is no room for that everything is read
 * and hashed, and only the rpm database and the dumps are written. A snapshot is mounted read-only and compared in part.
 */
export async function testBackup(request: BackupTestRequest): Promise<BackupTestOutcome> {
  const { line, state, point } = request;
  const began = performance.now();
  let test: RestorePoint["test"];
  try {
    const proof = await prove(request);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    test = { kind: "tested", at: request.now().toISOString(), ...proof, seconds };
  } catch (error) {
    if (error instanceof BackupStop) return error.outcome;
    if (!(error instanceof TestFailure)) throw error;
    test = { kind: "failed", at: request.now().toISOString(), reason: error.message };
  }
  const tested: RestorePoint = { ...point, test };
  await writeDocument(pointFiles(state, line.name, point.id).document, tested);
  return test.kind === "failed"
    ? { kind: "failed", point: tested, reason: test.reason }
    : { kind: "tested", point: tested };
}

/** The copy is not what was copied. */
class TestFailure extends Error {
  override readonly name = "TestFailure";
}

type Proof = Omit<Extract<RestorePoint["test"], { readonly kind: "tested" }>, "kind" | "at" | "seconds">;

async function prove(request: BackupTestRequest): Promise<Proof> {
  const { line, state, point, report } = request;
  const folders = hostFolders(point.id);
  const staging = `${folders.scratch}/staging`;
  const root = `${folders.scratch}/root`;
  const files = pointFiles(state, line.name, point.id);
  const survey = must(
    await runProgram(line, "survey", { folder: folders.scratch, repository: null }, HostSurvey, { seconds: 300 }),
    "see that rpm works on the host",
  );
  const roomy = survey.state.free > point.copy.bytes + SPARE_BYTES;
  const few = [survey.database, folders.keep];
  must(await removeHostFolders(line, [folders.scratch]), "");
  must(await makeHostFolders(line, [staging, root]), "");
  try {
    must(await sendManifest(line, point, files.manifest, staging), "make a new restore point");
    report(roomy ? "restoring the copy into a scratch place" : "reading the copy: there is no room to restore it all");
    const answer = await stageContent(line, point, {
      staging,
      wanted: "all",
      keep: roomy ? null : few,
      archive: files.archive,
      environment: point.copy.place.kind === "restic" ? await environmentOf(request) : {},
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    // A copy that cannot be read to its end is no way back; a full disk says nothing about the copy.
    if (answer.kind === "trouble" && !answer.reason.startsWith("There is no room"))
      throw new TestFailure(answer.reason);
    const staged = must(answer, "free space on the host, then test it again");
    const [wrong] = [...staged.damaged, ...staged.missing];
    if (wrong !== undefined) {
      const count = staged.damagedCount + staged.missingCount;
      throw new TestFailure(`${count} files of the copy are missing or not what was copied: ${wrong} is one`);
    }
    const rules = roomy ? [["/", "restore"]] : [["/", "leave"], ...few.map((path) => [path, "restore"])];
    const plan = { root, staging, point: point.id, rules, mounts: ["/"], since: point.since, machineMade: [] };
    const limits = { seconds: 6 * 3600, ...(request.signal === undefined ? {} : { signal: request.signal }) };
    must(await runProgram(line, "plan-restore", { ...plan, write: true }, PlanAnswer, limits), "try it again");
    const restored = must(
      await runProgram(line, "restore-tree", { root, staging, point: point.id }, RestoreAnswer, limits),
      "try it again",
    );
    if (restored.problemCount > 0) throw new TestFailure(`the tree cannot be restored: ${restored.problems[0]}`);
    report("comparing every hash");
    const seen = must(
      await runProgram(line, "plan-restore", { ...plan, write: false }, PlanAnswer, limits),
      "try it again",
    );
    const [difference] = seen.different;
    if (difference !== undefined)
      throw new TestFailure(`the restored tree differs: ${difference[1]} (${difference[0]})`);
    const packages = await checkContent(request, survey.database, root);
    const notes = [];
    for (const snapshot of point.snapshots)
      notes.push(await lookInto(request, snapshot, staging, `${folders.scratch}/snapshot`));
    return { how: roomy ? "restored" : "read", files: point.copy.files, packages, notes };
  } finally {
    await removeHostFolders(line, [folders.scratch]);
  }
}

function environmentOf({ state, point, passwordFile }: BackupTestRequest): Promise<Readonly<Record<string, string>>> {
  const { place } = point.copy;
  const repository = place.kind === "restic" ? place.repository : "";
  return resticEnvironment(state, { repository, ...(passwordFile === undefined ? {} : { passwordFile }) });
}

async function checkContent({ line, point }: BackupTestRequest, database: string, root: string): Promise<number> {
  const { keep } = hostFolders(point.id);
  const dumps = point.dumps.map(({ kind, file, sha256 }) => ({
    kind,
    path: `${keep}/databases/${file}`,
    sha256,
    unpack: unpacker(file.endsWith(".gz") ? "gzip" : "zstd"),
  }));
  const checked = must(
    await runProgram(line, "check-scratch", { root, database, dumps }, ScratchAnswer, { seconds: 3600 }),
    "make a new restore point",
  );
  const [failure] = checked.dumps;
  if (failure !== undefined) throw new TestFailure(failure);
  if (checked.packages !== point.machine.packages) {
    throw new TestFailure(
      `the restored rpm database lists ${checked.packages} packages, not ${point.machine.packages}`,
    );
  }
  return checked.packages;
}

/** The part of a snapshot that is compared: configuration and programs. */
const sample = ["/etc", "/usr/bin", "/usr/sbin"];

async function lookInto(
  request: BackupTestRequest,
  snapshot: PointSnapshot,
  staging: string,
  folder: string,
): Promise<string> {
  const { line, point } = request;
  if (snapshot.kind === "hook") return `the snapshot ${snapshot.name} of your hook was not looked into`;
  const opened = await runProgram(
    line,
    "snapshot",
    { action: "open", point: point.id, folder, snapshot },
    SnapshotAnswer,
    { seconds: 300 },
  );
  if (opened.kind === "unreachable") throw new BackupStop(opened);
  if (opened.kind === "trouble") throw new TestFailure(`the snapshot cannot be mounted: ${opened.reason}`);
  try {
    // LVM notes there what it was before each change, and making the snapshot is one.
    const own = ["/etc/lvm/archive", "/etc/lvm/backup"].map((path) => [path, "leave"]);
    const rules = [["/", "leave"], ...sample.map((path) => [path, "restore"]), ...own];
    const plan = {
      root: folder,
      staging,
      point: point.id,
      rules,
      mounts: ["/"],
      since: point.since,
      machineMade: [],
      write: false,
    };
    const seen = must(await runProgram(line, "plan-restore", plan, PlanAnswer, { seconds: 3600 }), "try it again");
    const [difference] = seen.different;
    if (difference !== undefined)
      throw new TestFailure(`the snapshot differs from the copy: ${difference[1]} (${difference[0]})`);
    return `the snapshot was mounted read-only; ${seen.compared} files of ${sample.join(", ")} were compared`;
  } finally {
    await runProgram(line, "snapshot", { action: "close", point: point.id, folder, snapshot }, SnapshotAnswer, {
      seconds: 300,
    });
  }
}
