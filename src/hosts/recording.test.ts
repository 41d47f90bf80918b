import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Capture } from "../facts/capture.ts";
import { type ProbeId, probes } from "../facts/probes.ts";
import { HostError } from "./host-error.ts";
import { inspectHost } from "./inspect-host.ts";
import { readRecording, writeRecording } from "./recording.ts";

const scratch = mkdtempSync(join(tmpdir(), "ferry-recording-"));
afterAll(() => rmSync(scratch, { recursive: true }));

test("a recording of this machine replays as what was answered", async () => {
  const inspected = await inspectHost({ kind: "local", become: false });
  if (inspected.kind !== "inspected") throw new Error(inspected.reason);
  const folder = join(scratch, "this");
  await writeRecording(folder, inspected);
  const replayed = await inspectHost({ kind: "recorded", directory: folder });
  expect(replayed).toEqual({ ...inspected, source: "recorded" });
  const texts = [...inspected.captures].flatMap(([id, capture]) => (capture.kind === "output" ? [`${id}.txt`] : []));
  expect(readdirSync(folder).sort()).toEqual([...texts, "recording.json"].sort());
});

test("whatever was captured replays the same", async () => {
  const capture: fc.Arbitrary<Capture> = fc.oneof(
    fc.record({ kind: fc.constant("output" as const), text: fc.string({ unit: "grapheme" }), truncated: fc.boolean() }),
    fc.constant({ kind: "absent" as const }),
    fc.record({ kind: fc.constant("unreadable" as const), reason: fc.string() }),
  );
  const ids = Object.keys(probes) as ProbeId[];
  const captures = fc.array(fc.tuple(fc.constantFrom(...ids), capture)).map((entries) => new Map(entries));
  await fc.assert(
    fc.asyncProperty(captures, async (recorded) => {
      const folder = mkdtempSync(join(scratch, "any-"));
      const collectedAt = "2026-11-22T10:00:00.000Z";
      await writeRecording(folder, { kind: "inspected", host: "a", source: "ssh", collectedAt, captures: recorded });
      expect(new Map((await readRecording(folder)).captures)).toEqual(recorded);
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["no recording", () => {}, /recording\.json: ENOENT$/],
  ["no JSON", (folder: string) => write(folder, "{"), /recording\.json: it is not JSON$/],
  ["another schema", (folder: string) => write(folder, '{"schema":"x"}'), /recording\.json: schema: /],
  ["an unknown probe", (folder: string) => write(folder, recording({ "../../etc/shadow": state })), /probes: /],
  ["a missing text", (folder: string) => write(folder, recording({ df: state })), /df\.txt: ENOENT$/],
  ["a text of 1 GB", (folder: string) => bigText(folder), /df\.txt: its 1073741824 bytes are more than 50331648$/],
])("a folder with %s is refused", async (title, prepare, message) => {
  const folder = mkdtempSync(join(scratch, "bad-"));
  prepare(folder);
  await expect(readRecording(folder), title).rejects.toThrow(HostError);
  await expect(readRecording(folder), title).rejects.toThrow(message);
  expect(await inspectHost({ kind: "recorded", directory: folder })).toMatchObject({ kind: "broken" });
});

const state = { kind: "output", truncated: false };

function recording(states: Readonly<Record<string, unknown>>): string {
  const collectedAt = "2026-11-22T10:00:00.000Z";
  return JSON.stringify({ schema: "ferry/recording/1", host: "a", source: "ssh", collectedAt, probes: states });
}

function write(folder: string, text: string): void {
  writeFileSync(join(folder, "recording.json"), text);
}

function bigText(folder: string): void {
  write(folder, recording({ df: state }));
  writeFileSync(join(folder, "df.txt"), "");
  truncateSync(join(folder, "df.txt"), 1 << 30);
}
