import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const hasShellcheck = spawnSync("shellcheck", ["--version"]).status === 0;

test.skipIf(!hasShellcheck)("shellcheck finds nothing in the lab's scripts", () => {
  const scripts = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sh"))
    .map((name) => join(import.meta.dirname, name));
  expect(scripts.length).toBeGreaterThan(3);
  const { stdout } = spawnSync("shellcheck", ["--severity=style", "--exclude=SC2153", ...scripts], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});
