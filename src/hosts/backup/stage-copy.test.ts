import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { samplePoint } from "../../backup/test-support/sample-point.ts";
import type { HostLine, Ran } from "../host-line.ts";
import { stageContent } from "./stage-copy.ts";

const folder = mkdtempSync(join(tmpdir(), "ferry-stage-"));
afterAll(() => rmSync(folder, { recursive: true }));
const archive = join(folder, "archive");
writeFileSync(archive, "packed bytes");

const staged = { objects: 1, bytes: 1, damaged: [], damagedCount: 0, missing: [], missingCount: 0 };

/** A line on which connections of their own end as `fresh` says, and the open one works. */
async function stageOver(fresh: Ran) {
  const asked: { readonly packed: boolean | undefined; readonly end: string }[] = [];
  const good = { kind: "ended", status: 0, stdout: `${JSON.stringify({ kind: "done", value: staged })}\n`, stderr: "" };
  const line: HostLine = {
    name: "web1",
    target: { kind: "ssh", host: "web1", ssh: {}, become: false },
    run: async (_script, { packed, input } = {}) => {
      const sent = input instanceof Readable ? await buffer(input) : Buffer.alloc(0);
      asked.push({ packed, end: sent.subarray(-12).toString("utf8") });
      return packed === true ? fresh : (good as Ran);
    },
  };
  const answer = await stageContent(line, samplePoint(), {
    staging: "/scratch/staging",
    wanted: "all",
    keep: null,
    archive,
    environment: {},
  });
  return { answer, asked };
}

test("an archive, packed as it is, goes over a connection that does not pack it again", async () => {
  const stdout = `${JSON.stringify({ kind: "done", value: staged })}\n`;
  const { answer, asked } = await stageOver({ kind: "ended", status: 0, stdout, stderr: "" });
  expect(answer).toEqual({ kind: "done", value: staged });
  expect(asked).toEqual([{ packed: true, end: "packed bytes" }]);
});

test("where nobody may log in any more it goes, whole again, over the connection that is open", async () => {
  const { answer, asked } = await stageOver({ kind: "unreachable", reason: "Permission denied" });
  expect(answer.kind).toBe("done");
  expect(asked).toEqual([
    { packed: true, end: "packed bytes" },
    { packed: false, end: "packed bytes" },
  ]);
});
