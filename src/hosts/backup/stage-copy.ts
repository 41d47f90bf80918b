import { createReadStream } from "node:fs";
import type { z } from "zod";
import type { RestorePoint } from "../../backup/restore-point.ts";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine } from "../host-line.ts";
import { StageAnswer } from "./answers.ts";
import { archiveIn, unpacker } from "./copy-host.ts";
import { type ProgramAnswer, runProgram } from "./host-program.ts";

const TAKE = `
umask 077
mkdir -p -- "$1" || exit 1
cat > "$1/manifest.jsonl.gz.part" || exit 1
[ "$(sha256sum < "$1/manifest.jsonl.gz.part" | cut -c 1-64)" = "$2" ] || { echo "what came is not the manifest of this point" >&2; exit 3; }
mv -f -- "$1/manifest.jsonl.gz.part" "$1/manifest.jsonl.gz"
`;

/** Puts the manifest of a point into a folder on the host. */
export async function sendManifest(
  line: HostLine,
  point: RestorePoint,
  manifest: string,
  staging: string,
): Promise<ProgramAnswer<undefined>> {
  const ran = await line.run(TAKE, {
    args: [staging, point.copy.manifestSha256],
    input: createReadStream(manifest),
    seconds: 3600,
  });
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped") return { kind: "trouble", reason: "The manifest was not sent within an hour" };
  if (ran.status === 3)
    return { kind: "trouble", reason: `The manifest of ${point.id} with the controller is damaged` };
  if (ran.status !== 0) throw new HostError(`Cannot write to ${staging} on ${line.name}: ${lastLine(ran.stderr)}`);
  return { kind: "done", value: undefined };
}

export interface StageOptions {
  readonly staging: string;
  /** `needed`: what the plan in the staging folder needs. */
  readonly wanted: "all" | "needed";
  /** Paths whose content is kept, everything else is only read; null: everything is kept. */
  readonly keep: readonly string[] | null;
  /** The archive, when it lies with the controller. */
  readonly archive: string;
  /** Of restic. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const SECONDS = 24 * 3600;

/** Brings the content of files from where the copy lies into a folder on the host, each verified by its hash. */
export async function stageContent(
  line: HostLine,
  point: RestorePoint,
  options: StageOptions,
): Promise<ProgramAnswer<z.infer<typeof StageAnswer>>> {
  const { place, archive } = point.copy;
  const { staging, wanted, keep } = options;
  const limits = { seconds: SECONDS, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  if (place.kind === "restic") {
    const source = { kind: "restic", snapshot: place.snapshot, environment: options.environment };
    return runProgram(line, "stage-content", { staging, wanted, keep, source }, StageAnswer, limits);
  }
  if (archive === undefined) throw new HostError(`Cannot restore ${point.id}: its document names no archive`);
  const packed = { unpack: unpacker(archive.pack), sha256: archive.sha256 };
  if (place.kind === "host") {
    const source = { kind: "file", path: archiveIn(place.folder), ...packed };
    return runProgram(line, "stage-content", { staging, wanted, keep, source }, StageAnswer, limits);
  }
  const source = { kind: "stdin", ...packed };
  const send = (connection: { readonly packed: boolean }) => {
    const follow = createReadStream(options.archive, { highWaterMark: 1 << 20 });
    const job = { staging, wanted, keep, source };
    return runProgram(line, "stage-content", job, StageAnswer, { ...limits, ...connection, follow });
  };
  const answer = await send({ packed: true });
  // Where nobody may log in any more a connection that was open before may still hold: it is the last way in.
  return answer.kind === "unreachable" ? send({ packed: false }) : answer;
}
