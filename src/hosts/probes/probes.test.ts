import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const script = join(import.meta.dirname, "probes.sh");

test("the script of the probes is clean for shellcheck", () => {
  const { status, stdout, error } = spawnSync("shellcheck", ["-s", "sh", script], { encoding: "utf8" });
  if (error !== undefined) return console.warn("shellcheck is not installed: the script was not checked");
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

test.each([
  [[], 64],
  [["not hex", "quick"], 64],
  [["abcd", "all"], 64],
])("the arguments %j are refused with status %i", (args, expected) => {
  expect(spawnSync("sh", [script, ...args], { input: "" }).status).toBe(expected);
});

test("a script that was cut on the way does nothing", () => {
  const text = spawnSync("head", ["-n", "-1", script], { encoding: "utf8" }).stdout;
  const { status, stdout } = spawnSync("sh", ["-c", text, "ferry", "abcd", "quick"], { encoding: "utf8", input: "" });
  expect([status, stdout]).toEqual([0, ""]);
});
