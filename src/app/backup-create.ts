import { choosePlace, type PlaceChoice, withoutLogin } from "../backup/choose-place.ts";
import { copyScope, type LeftOut } from "../backup/copy-scope.ts";
import { HostSurvey } from "../backup/host-survey.ts";
import type { DatabaseDump, OldPackages, RestorePoint } from "../backup/restore-point.ts";
import { DumpsAnswer, PackagesAnswer, TablesAnswer } from "../hosts/backup/answers.ts";
import { copyHost } from "../hosts/backup/copy-host.ts";
import { hostFolders, makeHostFolders, removeHostFolders } from "../hosts/backup/host-folders.ts";
import { runProgram } from "../hosts/backup/host-program.ts";
import type { HostLine } from "../hosts/host-line.ts";
import { listPoints, makePointFolder } from "../store/restore-points.ts";
import { makeSnapshot } from "./backup-snapshot.ts";
import { BackupStop, must } from "./backup-stop.ts";
import type { BackupOptions } from "./migration-options.ts";
import { resticEnvironment } from "./restic-environment.ts";
import { writeDocument } from "./write-document.ts";

export interface BackupRequest {
  readonly line: HostLine;
  /** The state folder of this controller. */
  readonly state: string;
  /** Letters, digits and hyphens; unique for the host. */
  readonly id: string;
  readonly run?: string;
  readonly options: BackupOptions;
  /** Bytes the transaction writes, as the rehearsal measured it; it gives a thick LVM snapshot its size. */
  readonly changedBytes?: number;
  /** NEVRAs of the packages that the transaction takes away: of these the old packages are kept. Without it, of all. */
  readonly leaving?: readonly string[];
  readonly now: () => Date;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** `stopped`: there is no restore point, and the host is as it was. */
export type BackupOutcome =
  | { readonly kind: "made"; readonly point: RestorePoint }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Makes a restore point: file copy, dumps, old packages, tables, and a snapshot where the host has them. Untested yet. */
export async function createBackup(request: BackupRequest): Promise<BackupOutcome> {
  try {
    return { kind: "made", point: await create(request) };
  } catch (error) {
    if (error instanceof BackupStop) return error.outcome;
    throw error;
  }
}

async function create(request: BackupRequest): Promise<RestorePoint> {
  const { line, state, id, options, report } = request;
  const folders = hostFolders(id);
  const hostPath = options.repository?.startsWith("/") === true ? options.repository : undefined;
  report("looking at the host");
  const survey = must(
    await runProgram(line, "survey", { folder: folders.making, repository: hostPath ?? null }, HostSurvey, {
      seconds: 300,
    }),
    "see that rpm works on the host",
  );
  const scope = copyScope(survey, {
    dataPaths: options.dataPaths,
    keep: folders.keep,
    leaveOut: [
      ...(hostPath === undefined ? [] : [{ path: hostPath, why: "the repository of backups" }]),
      ...(await earlierPlaces(state, line.name)),
      ...(line.target.kind === "local" ? [{ path: state, why: "Ferry's own state" }] : []),
    ],
  });
  const place = choosePlace(survey, options.repository, scope.bytes);
  if (place.kind === "stopped") throw new BackupStop(place);
  const files = await makePointFolder(state, line.name, id);
  must(await removeHostFolders(line, [folders.making]), "");
  must(await makeHostFolders(line, [folders.keep]), "");
  try {
    const kept = await keepBeside(request, survey, folders.keep);
    report(`copying the files (${placeWords(place, options)})`);
    const copied = await copyHost(line, {
      id,
      place,
      scope,
      folders,
      files,
      ...(options.repository === undefined ? {} : { repository: options.repository }),
      environment: place.kind === "restic" ? await resticEnvironment(state, options) : {},
      report,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const remote = place.kind === "restic" ? options.repository : undefined;
    const copy = must(
      copied,
      remote === undefined
        ? "do it again; when it goes wrong again, look at the space and the disk of the host"
        : `see that restic on ${line.name} gets at ${withoutLogin(remote)}, with a log-in, and space there`,
    );
    // A snapshot that is gone back to shall not bring these back.
    must(await removeHostFolders(line, [folders.making]), "");
    const snapshot = await makeSnapshot(request, survey, scope);
    const point: RestorePoint = {
      schema: "ferry/restore-point/1",
      id,
      host: line.name,
      ...(request.run === undefined ? {} : { run: request.run }),
      createdAt: request.now().toISOString(),
      since: survey.now,
      machine: {
        id: survey.machineId,
        release: survey.release,
        kernel: survey.kernel,
        packages: survey.packages.length,
        packagesSha256: survey.packagesSha256,
      },
      copy: {
        ...copy,
        mounts: [...scope.mounts],
        leftOut: [...scope.skip],
        dataPaths: [...options.dataPaths],
      },
      dumps: [...kept.dumps],
      oldPackages: kept.packages,
      snapshots: snapshot.snapshots === undefined ? [] : [snapshot.snapshots],
      notes: [...place.notes, ...kept.notes, ...snapshot.notes, ...busyNotes(copy.busy)],
      test: { kind: "untested" },
    };
    await writeDocument(files.packages, survey.packages);
    await writeDocument(files.document, point);
    return point;
  } finally {
    await removeHostFolders(line, [folders.making]);
  }
}

/** Where earlier copies lie on the host itself: copies of copies help nobody. */
async function earlierPlaces(state: string, host: string): Promise<readonly LeftOut[]> {
  const places = (await listPoints(state, host)).map(({ copy }) => copy.place);
  const paths = places.flatMap((place) => {
    if (place.kind === "host") return [place.folder];
    return place.kind === "restic" && place.repository.startsWith("/") ? [place.repository] : [];
  });
  return [...new Set(paths)].map((path) => ({ path, why: "an earlier restore point" }));
}

interface KeptBeside {
  readonly dumps: readonly DatabaseDump[];
  readonly packages: OldPackages;
  readonly notes: readonly string[];
}

async function keepBeside(request: BackupRequest, survey: HostSurvey, keep: string): Promise<KeptBeside> {
  const { line, options, report } = request;
  const folder = (name: string) => `${keep}/${name}`;
  must(
    await runProgram(line, "system-tables", { folder: folder("system"), packages: survey.packages }, TablesAnswer, {
      seconds: 300,
    }),
    "see what the host says",
  );
  const notes: string[] = [];
  let dumps: readonly DatabaseDump[] = [];
  if (survey.databases.length > 0 && options.databases === "none") {
    notes.push("databases run and were not dumped, as you said: their files are in the copy as they were found");
  } else if (survey.databases.length > 0) {
    report("dumping the databases");
    const input = { folder: folder("databases"), databases: survey.databases, ...packing(survey) };
    const limits = { seconds: 12 * 3600, ...(request.signal === undefined ? {} : { signal: request.signal }) };
    dumps = must(await runProgram(line, "dump-databases", input, DumpsAnswer, limits), "").dumps;
  }
  report("keeping the packages that are installed now");
  const digests = Object.fromEntries(survey.packages.map(([nevra, , digest]) => [nevra, digest]));
  const packages = must(
    await runProgram(
      line,
      "old-packages",
      { folder: folder("packages"), wanted: request.leaving ?? null, digests },
      PackagesAnswer,
      { seconds: 4 * 3600, ...(request.signal === undefined ? {} : { signal: request.signal }) },
    ),
    "see that dnf works on the host",
  );
  if (packages.missing.length > 0) {
    notes.push(
      `${packages.missing.length} of the installed packages cannot be had any more; their files are in the copy`,
    );
  }
  return { dumps, packages, notes };
}

function packing(survey: HostSurvey): { readonly compress: readonly string[]; readonly suffix: string } {
  return survey.tools.zstd === null
    ? { compress: ["gzip", "-6"], suffix: ".gz" }
    : { compress: ["zstd", "-q", "-3"], suffix: ".zst" };
}

function placeWords(place: PlaceChoice, { repository }: BackupOptions): string {
  if (place.kind === "restic") return `restic to ${withoutLogin(repository ?? "")}`;
  return place.kind === "host" ? `an archive in ${repository}` : "an archive with this controller";
}

function busyNotes(busy: number): readonly string[] {
  return busy === 0 ? [] : [`${busy} files changed while they were copied: each is whole, but not at rest`];
}
