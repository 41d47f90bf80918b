import type { CopyScope } from "../../backup/copy-scope.ts";
import type { CopyPlace } from "../../backup/restore-point.ts";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine } from "../host-line.ts";
import { CopyAnswer, ResticAnswer } from "./answers.ts";
import { fetchFile, toFile } from "./fetch-file.ts";
import type { HostFolders } from "./host-folders.ts";
import { makeHostFolders } from "./host-folders.ts";
import { type ProgramAnswer, programHead, runProgram, START } from "./host-program.ts";

export interface CopyHostOptions {
  readonly id: string;
  readonly place:
    | { readonly kind: "controller" | "host"; readonly pack: "zstd" | "gzip" }
    | { readonly kind: "restic" };
  readonly scope: CopyScope;
  readonly folders: HostFolders;
  /** Files of the point on the controller. */
  readonly files: { readonly manifest: string; readonly archive: string };
  readonly repository?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface HostCopy {
  readonly place: CopyPlace;
  readonly manifestSha256: string;
  readonly archive?: { readonly sha256: string; readonly bytes: number; readonly pack: "zstd" | "gzip" };
  readonly files: number;
  readonly bytes: number;
  readonly busy: number;
  readonly seconds: number;
}

const SECONDS = 24 * 3600;

/** Copies the host's files to their place, and the manifest to the controller. */
export async function copyHost(line: HostLine, options: CopyHostOptions): Promise<ProgramAnswer<HostCopy>> {
  const { scope, folders, place, repository = "" } = options;
  const input = {
    folder: folders.making,
    mounts: scope.mounts,
    skip: scope.skip.map(({ path }) => path),
    more: scope.more,
  };
  const limits = { seconds: SECONDS, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  if (place.kind === "controller") return toController(line, options, input);
  if (place.kind === "host") {
    const folder = `${repository}/ferry-backups/${safeName(line.name)}/${options.id}`;
    const made = await makeHostFolders(line, [folder]);
    if (made.kind === "unreachable") return made;
    const archive = { kind: "file", path: archiveIn(folder) };
    const made2 = await runProgram(
      line,
      "make-copy",
      { ...input, archive, compress: packer(place.pack) },
      CopyAnswer,
      limits,
    );
    if (made2.kind !== "done") return made2;
    return withManifest(line, options, made2.value, { kind: "host", folder });
  }
  const hashed = await runProgram(
    line,
    "make-copy",
    { ...input, archive: { kind: "none" }, compress: [] },
    CopyAnswer,
    limits,
  );
  if (hashed.kind !== "done") return hashed;
  const saved = await runProgram(
    line,
    "restic",
    { ...input, action: "backup", host: line.name, point: options.id, environment: options.environment },
    ResticAnswer,
    limits,
  );
  if (saved.kind !== "done") return saved;
  const { snapshot, busy, manifestSha256 } = saved.value;
  const answer = { ...hashed.value, busy: hashed.value.busy + busy, manifestSha256 };
  return withManifest(line, options, answer, { kind: "restic", repository, snapshot });
}

/** The archive within a point's folder in a path of the host. */
export function archiveIn(folder: string): string {
  return `${folder}/tree.tar`;
}

function packer(pack: "zstd" | "gzip"): readonly string[] {
  return pack === "zstd" ? ["zstd", "-q", "-1", "-T2", "-c"] : ["gzip", "-4", "-c"];
}

export function unpacker(pack: "zstd" | "gzip"): readonly string[] {
  return pack === "zstd" ? ["zstd", "-q", "-d", "-c"] : ["gzip", "-d", "-c"];
}

function safeName(host: string): string {
  return host.replace(/[^A-Za-z0-9_.-]/g, "_").replace(/^\./, "_");
}

async function toController(line: HostLine, options: CopyHostOptions, input: object): Promise<ProgramAnswer<HostCopy>> {
  if (options.place.kind !== "controller") throw new Error("Only a copy to the controller is streamed");
  const head = await programHead("make-copy", {
    ...input,
    archive: { kind: "stdout" },
    compress: packer(options.place.pack),
  });
  const progress = everyFewSeconds(options.report);
  const fetched = await toFile(
    options.files.archive,
    (onOutput) =>
      line.run(START, {
        input: head,
        onOutput,
        seconds: SECONDS,
        packed: true,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    (bytes) => progress(`${Math.round(bytes / 1e6)} MB of the archive are here`),
  );
  const { ran } = fetched;
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped") return { kind: "trouble", reason: `The copy was not done within ${ran.seconds} seconds` };
  if (ran.status === 3) return { kind: "trouble", reason: lastLine(ran.stderr) };
  if (ran.status !== 0) throw new HostError(`Cannot copy ${line.name}: status ${ran.status}: ${lastLine(ran.stderr)}`);
  const told = await line.run('exec cat -- "$1/copy.json"', { args: [options.folders.making] });
  if (told.kind === "unreachable") return told;
  const answer = CopyAnswer.parse(JSON.parse(told.kind === "ended" ? told.stdout : ""));
  if (answer.archiveSha256 !== fetched.sha256) {
    return { kind: "trouble", reason: "What came over the line is not what the host sent: the hashes differ" };
  }
  return withManifest(line, options, answer, { kind: "controller" });
}

async function withManifest(
  line: HostLine,
  options: CopyHostOptions,
  answer: CopyAnswer,
  place: CopyPlace,
): Promise<ProgramAnswer<HostCopy>> {
  const { ran, sha256 } = await fetchFile(line, `${options.folders.making}/manifest.jsonl.gz`, options.files.manifest);
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped" || ran.status !== 0 || sha256 !== answer.manifestSha256) {
    return { kind: "trouble", reason: "The manifest did not come over the line whole" };
  }
  const { archiveSha256, archiveBytes } = answer;
  const pack = options.place.kind === "restic" ? undefined : options.place.pack;
  const archive =
    archiveSha256 === undefined || archiveBytes === undefined || pack === undefined
      ? undefined
      : { sha256: archiveSha256, bytes: archiveBytes, pack };
  const { files, bytes, busy, seconds, manifestSha256 } = answer;
  return {
    kind: "done",
    value: { place, manifestSha256, ...(archive === undefined ? {} : { archive }), files, bytes, busy, seconds },
  };
}

function everyFewSeconds(report: (line: string) => void): (line: string) => void {
  let last = Date.now();
  return (line) => {
    if (Date.now() - last < 3000) return;
    last = Date.now();
    report(line);
  };
}
