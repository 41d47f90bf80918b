import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HostSurvey } from "../backup/host-survey.ts";
import type { RestorePoint } from "../backup/restore-point.ts";
import { machineMade, type RestoreRule, restoreRules } from "../backup/restore-rules.ts";
import { PlanAnswer, RestoreAnswer } from "../hosts/backup/answers.ts";
import { type HostFolders, hostFolders, removeHostFolders } from "../hosts/backup/host-folders.ts";
import { programText, readAnswer, runProgram } from "../hosts/backup/host-program.ts";
import { sendManifest, stageContent } from "../hosts/backup/stage-copy.ts";
import { HostError } from "../hosts/host-error.ts";
import { type HostLine, lastLine } from "../hosts/host-line.ts";
import { runJob } from "../hosts/jobs/run-job.ts";
import { removeRun, stageRun } from "../hosts/jobs/stage-run.ts";
import { pointFiles } from "../store/restore-points.ts";
import { BackupStop, must } from "./backup-stop.ts";
import { resticEnvironment } from "./restic-environment.ts";
import { writeDocument } from "./write-document.ts";

export interface RestoreRequest {
  readonly line: HostLine;
  readonly state: string;
  readonly point: RestorePoint;
  /** Go back with data, logs, mail and homes too. */
  readonly withData: boolean;
  /** These folders alone go back: what a snapshot does not hold. */
  readonly only?: readonly string[];
  readonly passwordFile?: string;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What a restore does, and what it would lose. */
export interface RestorePreview {
  readonly rules: readonly RestoreRule[];
  readonly plan: PlanAnswer;
}

export type PreviewOutcome =
  | { readonly kind: "planned"; readonly preview: RestorePreview }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/**
 * `restored`: the files are as they were and the packages are the same ones; the host has to boot once more.
 * `stopped`: nothing was changed. `failed`: it was begun, and can be run again to its end.
 */
export type RestoreOutcome =
  | { readonly kind: "restored"; readonly restored: Restored }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "failed"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

export interface Restored {
  readonly operations: number;
  readonly lost: PlanAnswer["lost"];
  /** Paths that differ again already: what runs writes on. */
  readonly differences: readonly string[];
  readonly packages: number;
  readonly rules: readonly RestoreRule[];
}

const HOURS = 3600;
/** A restore that was interrupted plans what is left and goes on; more often than this it is not the interruption's fault. */
const ROUNDS = 3;

/** Says what a restore would do and lose, and changes nothing outside of Ferry's folder. */
export async function previewRestore(request: RestoreRequest): Promise<PreviewOutcome> {
  const folders = hostFolders(request.point.id);
  try {
    const rules = await rulesFor(request, folders);
    try {
      return { kind: "planned", preview: { rules, plan: await makePlan(request, folders, rules) } };
    } finally {
      await removeHostFolders(request.line, [folders.staging]);
    }
  } catch (error) {
    if (error instanceof BackupStop) return error.outcome;
    throw error;
  }
}

/**
 * Puts the host's files back to the point, by a job on the host that outlives the line. Probes before it acts: after a cut
 * line it finds the job at work, after a power cut it plans what is left and does that.
 */
export async function restoreFiles(request: RestoreRequest): Promise<RestoreOutcome> {
  const { line, point, report } = request;
  const folders = hostFolders(point.id);
  const progress = { begun: false };
  try {
    const rules = await rulesFor(request, folders);
    await adopt(request, folders, progress);
    for (let round = 1; ; round++) {
      const plan = await makePlan(request, folders, rules);
      const left = countOf(plan);
      const { operations, lost } = await firstPlan(request, plan);
      if (left > 0) {
        report(`${left} files differ from the restore point; bringing ${Math.round(plan.contentBytes / 1e6)} MB`);
        await stage(request, folders);
        progress.begun = true;
        const applied = await apply(request, folders);
        if (applied === "again" && round < ROUNDS) continue;
        if (applied === "again") return failure(line, "the restore was interrupted again and again");
      }
      const verified = await verify(request, folders, rules);
      if (verified.kind === "differs") return failure(line, verified.reason);
      must(await removeHostFolders(line, [folders.staging]), "");
      const removed = await removeRun(line, runOf(point));
      if (removed.kind === "unreachable") return removed;
      await rm(firstPlanFile(request), { force: true });
      const { differences } = verified;
      return {
        kind: "restored",
        restored: { operations, lost, differences, packages: point.machine.packages, rules },
      };
    }
  } catch (error) {
    if (!(error instanceof BackupStop)) throw error;
    const { outcome } = error;
    return progress.begun && outcome.kind === "stopped" ? failure(line, outcome.reason) : outcome;
  }
}

function failure(line: HostLine, reason: string): RestoreOutcome {
  return {
    kind: "failed",
    reason,
    fix: `run the same again: it goes on where it was. ferry backup list ${line.name} shows the ways back`,
  };
}

function runOf(point: RestorePoint): string {
  return `restore-${point.id}`.slice(0, 80);
}

async function rulesFor(request: RestoreRequest, folders: HostFolders): Promise<readonly RestoreRule[]> {
  const { line, point } = request;
  const survey = must(
    await runProgram(line, "survey", { folder: folders.staging, repository: null }, HostSurvey, { seconds: 300 }),
    "rpm has to answer before files go back: rpm --rebuilddb may help",
  );
  if (survey.machineId !== point.machine.id) {
    throw new BackupStop({
      kind: "stopped",
      reason: `the restore point ${point.id} is of another machine (machine-id ${point.machine.id}, here ${survey.machineId})`,
      fix: "name the host it was made of, or a restore point of this one",
    });
  }
  if (request.only !== undefined) {
    const leave: RestoreRule = { path: "/", action: "leave", why: "the snapshot holds it" };
    return [
      leave,
      ...request.only.map((path): RestoreRule => ({ path, action: "restore", why: "the snapshot does not hold it" })),
    ];
  }
  return restoreRules({
    leftOut: [
      ...point.copy.leftOut,
      ...(line.target.kind === "local" ? [{ path: request.state, why: "Ferry's own state" }] : []),
    ],
    mountedNow: survey.mounts.map(({ path }) => path),
    mounts: point.copy.mounts,
    dataPaths: point.copy.dataPaths,
    withData: request.withData,
  });
}

function planInput({ point }: RestoreRequest, folders: HostFolders, rules: readonly RestoreRule[], write: boolean) {
  return {
    root: "/",
    staging: folders.staging,
    point: point.id,
    rules: rules.map(({ path, action }) => [path, action]),
    mounts: point.copy.mounts,
    since: point.since,
    machineMade,
    write,
  };
}

async function makePlan(
  request: RestoreRequest,
  folders: HostFolders,
  rules: readonly RestoreRule[],
): Promise<PlanAnswer> {
  const { line, state, point } = request;
  const files = pointFiles(state, line.name, point.id);
  must(await sendManifest(line, point, files.manifest, folders.staging), "use another restore point");
  return must(
    await runProgram(line, "plan-restore", planInput(request, folders, rules, true), PlanAnswer, {
      seconds: 6 * HOURS,
    }),
    "then do it again",
  );
}

async function stage(request: RestoreRequest, folders: HostFolders): Promise<void> {
  const { line, state, point, passwordFile } = request;
  const { place } = point.copy;
  const environment =
    place.kind === "restic"
      ? await resticEnvironment(state, {
          repository: place.repository,
          ...(passwordFile === undefined ? {} : { passwordFile }),
        })
      : {};
  const staged = must(
    await stageContent(line, point, {
      staging: folders.staging,
      wanted: "needed",
      keep: null,
      archive: pointFiles(state, line.name, point.id).archive,
      environment,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    }),
    "then do it again, or use another restore point",
  );
  const [wrong] = [...staged.damaged, ...staged.missing];
  if (wrong === undefined) return;
  throw new BackupStop({
    kind: "stopped",
    reason: `${staged.damagedCount + staged.missingCount} files of the copy are missing or damaged: ${wrong} is one`,
    fix: "use another restore point",
  });
}

const PLAN_HASH = `
[ -f "$1/plan.jsonl.gz" ] && [ -d "/var/lib/ferry/runs/$2/jobs/restore" ] || exit 0
sha256sum < "$1/plan.jsonl.gz" | cut -c 1-64
`;

/** A restore of this point that was begun before is followed to its end, or started again when it was interrupted. */
async function adopt(request: RestoreRequest, folders: HostFolders, progress: { begun: boolean }): Promise<void> {
  const { line, point, report } = request;
  const ran = await line.run(PLAN_HASH, { args: [folders.staging, runOf(point)] });
  if (ran.kind === "unreachable") throw new BackupStop(ran);
  if (ran.kind !== "ended" || ran.stdout.trim() === "") return;
  report("a restore of this point was begun before: going on with it");
  progress.begun = true;
  await apply(request, folders);
}

function countOf(plan: PlanAnswer): number {
  return Object.values(plan.operations).reduce((sum, count) => sum + count, 0);
}

const FirstPlan = PlanAnswer.pick({ lost: true }).extend({ operations: z.number() });

function firstPlanFile({ line, state, point }: RestoreRequest): string {
  return join(pointFiles(state, line.name, point.id).folder, "restoring.json");
}

/** What the restore set out to do, and what it costs: kept while it is under way, for an interruption makes later plans smaller. */
async function firstPlan(request: RestoreRequest, plan: PlanAnswer): Promise<z.infer<typeof FirstPlan>> {
  const path = firstPlanFile(request);
  if (existsSync(path)) return FirstPlan.parse(JSON.parse(await readFile(path, "utf8")));
  const first = { operations: countOf(plan), lost: plan.lost };
  await writeDocument(path, first);
  return first;
}

const phaseWords: ReadonlyMap<string, string> = new Map([
  ["prepare", "writing all content beside its place"],
  ["swap", "changing places"],
  ["remove", "removing what was not there"],
]);

/** Runs the plan as a job. `again`: it needs a fresh plan. */
async function apply(request: RestoreRequest, folders: HostFolders): Promise<"applied" | "again"> {
  const { line, point, report } = request;
  const run = runOf(point);
  const staged = await stageRun(line, run);
  if (staged.kind === "unreachable") throw new BackupStop(staged);
  const hash = await line.run('sha256sum < "$1/plan.jsonl.gz" | cut -c 1-64', {
    args: [folders.staging],
    seconds: 600,
  });
  if (hash.kind === "unreachable") throw new BackupStop(hash);
  if (hash.kind !== "ended" || hash.status !== 0)
    throw new HostError(`Cannot read the plan of the restore on ${line.name}`);
  const job = {
    id: "restore",
    script: { language: "python", text: await programText("restore-tree") },
    input: { root: "/", staging: folders.staging, point: point.id, plan: hash.stdout.trim() },
    seconds: 6 * HOURS,
  } as const;
  report("putting the files back");
  const end = await runJob(line, run, job, {
    onProgress: (value) => {
      const phase = typeof value === "object" && value !== null && "phase" in value ? value["phase"] : undefined;
      if (typeof phase === "string") report(phaseWords.get(phase) ?? phase);
    },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  switch (end.kind) {
    case "unreachable":
      throw new BackupStop(end);
    case "interrupted":
      return "again";
    case "failed":
      // 3 is trouble of the program's own telling; above 128 somebody ended it.
      if (end.status !== 3 && end.status <= 128)
        throw new HostError(`The restore on ${line.name} broke: ${lastLine(end.log)}`);
      report(lastLine(end.log));
      return "again";
    case "done": {
      const answer = readAnswer(line.name, "restore-tree", JSON.stringify(end.result), RestoreAnswer);
      if (answer.kind === "done" && answer.value.problemCount > 0) {
        const [first = ""] = answer.value.problems;
        throw new BackupStop({
          kind: "stopped",
          reason: `${answer.value.problemCount} files could not be put back: ${first}`,
          fix: "",
        });
      }
      return "applied";
    }
  }
}

const AFTER = `
sync
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reexec
# It answers nobody while it starts anew: a reboot that is asked for at once would be refused.
tries=0
sleep 1
until systemctl show -p Version >/dev/null 2>&1 || [ "$tries" -ge 60 ]; do
  sleep 1
  tries=$((tries + 1))
done
`;

type Verified =
  | { readonly kind: "equal"; readonly differences: readonly string[] }
  | { readonly kind: "differs"; readonly reason: string };

/** Programs, libraries, configuration and the boot have to be exactly as they were; elsewhere what runs writes on. */
const exact = /^\/(?:usr|boot|bin|sbin|lib|lib64)\//;

async function verify(request: RestoreRequest, folders: HostFolders, rules: readonly RestoreRule[]): Promise<Verified> {
  const { line, point, report } = request;
  report("comparing the host with the restore point");
  const seen = must(
    await runProgram(line, "plan-restore", planInput(request, folders, rules, false), PlanAnswer, {
      seconds: 6 * HOURS,
    }),
    "then do it again",
  );
  const wrong = seen.different.find(([, path]) => exact.test(path));
  if (wrong !== undefined) return { kind: "differs", reason: `${wrong[1]} is not as it was (${wrong[0]})` };
  const survey = must(
    await runProgram(line, "survey", { folder: folders.staging, repository: null }, HostSurvey, { seconds: 300 }),
    "then do it again",
  );
  if (request.only === undefined && survey.packagesSha256 !== point.machine.packagesSha256) {
    return {
      kind: "differs",
      reason: `the host lists ${survey.packages.length} packages and not the ${point.machine.packages} it had`,
    };
  }
  const ran = await line.run(AFTER, { seconds: 120 });
  if (ran.kind === "unreachable") throw new BackupStop(ran);
  return { kind: "equal", differences: seen.different.map(([, path]) => path) };
}
