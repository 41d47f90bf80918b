import { constants } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Capture } from "../facts/capture.ts";
import { type ProbeId, probes } from "../facts/probes.ts";
import { HostError } from "./host-error.ts";
import type { Inspected } from "./inspection.ts";
import { frameLimits } from "./parse-frames.ts";
import { RECORDING_FILE } from "./recording-file.ts";

const ProbeName = z.enum(Object.keys(probes) as [ProbeId, ...ProbeId[]]);

const Recording = z.strictObject({
  schema: z.literal("ferry/recording/1"),
  host: z.string(),
  source: z.enum(["ssh", "local", "root", "recorded", "insights", "sos"]),
  collectedAt: z.iso.datetime(),
  probes: z.partialRecord(
    ProbeName,
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("output"), truncated: z.boolean() }),
      z.strictObject({ kind: z.literal("absent") }),
      z.strictObject({ kind: z.literal("unreadable"), reason: z.string() }),
    ]),
  ),
});

/** Writes what a host answered as a recorded folder, which readRecording reads back. Files there before are replaced. */
export async function writeRecording(directory: string, inspected: Inspected): Promise<void> {
  await mkdir(directory, { recursive: true });
  const states: z.infer<typeof Recording>["probes"] = {};
  for (const [id, capture] of inspected.captures) {
    const name = ProbeName.parse(id);
    if (capture.kind === "output") {
      await writeFile(textFile(directory, name), capture.text);
      states[name] = { kind: "output", truncated: capture.truncated };
    } else states[name] = capture;
  }
  const recording: z.infer<typeof Recording> = {
    schema: "ferry/recording/1",
    host: inspected.host,
    source: inspected.source,
    collectedAt: inspected.collectedAt,
    probes: states,
  };
  await writeFile(join(directory, RECORDING_FILE), `${JSON.stringify(recording, null, 2)}\n`);
}

/**
 * Reads a recorded folder. The host's name and the time are those of the recording, the source is `recorded`.
 * @throws HostError when it is not a whole recording.
 */
export async function readRecording(directory: string): Promise<Inspected> {
  const manifest = await readBounded(join(directory, RECORDING_FILE), 1 << 20);
  const recording = parseManifest(manifest, directory);
  const captures = new Map<ProbeId, Capture>();
  for (const id of ProbeName.options) {
    const state = recording.probes[id];
    if (state === undefined) continue;
    captures.set(
      id,
      state.kind === "output"
        ? { ...state, text: await readBounded(textFile(directory, id), frameLimits.probe) }
        : state,
    );
  }
  return {
    kind: "inspected",
    host: recording.host,
    source: "recorded",
    collectedAt: recording.collectedAt,
    captures,
  };
}

function parseManifest(text: string, directory: string): z.infer<typeof Recording> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HostError(`Cannot read ${join(directory, RECORDING_FILE)}: it is not JSON`, { cause });
  }
  const parsed = Recording.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HostError(
    `Cannot read ${join(directory, RECORDING_FILE)}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it has another form"}`,
  );
}

function textFile(directory: string, id: ProbeId): string {
  return join(directory, `${id}.txt`);
}

async function readBounded(path: string, limit: number): Promise<string> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new HostError(
      `Cannot read ${path}: ${cause instanceof Error && "code" in cause ? String(cause.code) : "no file"}`,
      {
        cause,
      },
    );
  }
  await using _closed = file;
  const information = await file.stat();
  if (!information.isFile()) throw new HostError(`Cannot read ${path}: it is not a plain file`);
  const { size } = information;
  if (size > limit) throw new HostError(`Cannot read ${path}: its ${size} bytes are more than ${limit}`);
  return await readFile(file, "utf8");
}
