import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { callSnapshotHook } from "./snapshot-hook.ts";

const examples = join(import.meta.dirname, "../../../docs/backup-hooks");
const scripts = readdirSync(examples).filter((name) => name.endsWith(".sh"));
const base = mkdtempSync(join(tmpdir(), "ferry-hook-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

function hook(text: string): string {
  const path = join(base, "hook");
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

test("a hook is called with the action, the host and the name, which no shell reads", async () => {
  const called = await callSnapshotHook(hook(`printf '%s|' "$@" > ${base}/called`), "create", "web $(id)", "ferry-p1");
  expect(called).toEqual({ kind: "done" });
  expect(readFileSync(join(base, "called"), "utf8")).toBe("create|web $(id)|ferry-p1|");
});

test("what a hook says last is the reason of its failure", async () => {
  const failed = await callSnapshotHook(
    hook("echo first >&2; echo 'no room' >&2; exit 7"),
    "create",
    "web1",
    "ferry-p1",
  );
  expect(failed).toEqual({ kind: "failed", reason: "status 7: no room" });
  expect(await callSnapshotHook(join(base, "absent"), "create", "web1", "x")).toMatchObject({ kind: "failed" });
});

test.each(scripts)("the example %s is a POSIX shell's, and refuses an action it does not know", (name) => {
  const path = join(examples, name);
  expect(spawnSync("dash", ["-n", path], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(path, "utf8")).toMatch(/create\)[\s\S]*restore\)[\s\S]*remove\)[\s\S]*exists\)[\s\S]*exit 64/);
});

test.skipIf(spawnSync("shellcheck", ["--version"]).status !== 0)("shellcheck finds nothing in the examples", () => {
  const paths = scripts.map((name) => join(examples, name));
  const checked = spawnSync("shellcheck", ["--shell=sh", "--severity=style", ...paths], { encoding: "utf8" });
  expect(checked.stdout).toBe("");
});
