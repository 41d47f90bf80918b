import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const programs = globSync("**/*.{sh,py}", { cwd: import.meta.dirname });
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

test("there are programs for hosts to look at", () => {
  expect(programs.length).toBeGreaterThan(8);
});

test.skipIf(!has("shellcheck")).each(programs.filter((path) => path.endsWith(".sh")))(
  "shellcheck finds nothing in %s",
  (path) => {
    const run = spawnSync("shellcheck", ["--shell=sh", "--severity=style", path], {
      cwd: import.meta.dirname,
      encoding: "utf8",
    });
    expect(run.stdout).toBe("");
  },
);

// Python 3.6 is the oldest that runs them (EL 8).
test.skipIf(!has("python3")).each(programs.filter((path) => path.endsWith(".py")))("%s is Python 3.6", (path) => {
  const check = `import ast, sys
tree = ast.parse(sys.stdin.read(), feature_version=(3, 6))
later = [type(node).__name__ for node in ast.walk(tree) if type(node).__name__ in ("NamedExpr", "Match", "TryStar")]
print(*later)`;
  const run = spawnSync("python3", ["-c", check], {
    input: readFileSync(`${import.meta.dirname}/${path}`),
    encoding: "utf8",
  });
  expect([run.stdout.trim(), run.stderr]).toEqual(["", ""]);
});
