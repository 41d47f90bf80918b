import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { runTestcase, type TestcaseOutcome } from "../src/resolve/testcase/run-testcase.ts";

/**
 * Runs libsolv's testcases: `npm run testcases -- FILE.t|FOLDER…`. Prints what fails or is skipped and why; the last
 * line is `N passed, N failed, N skipped`. Exit 1 when one fails.
 */
function main(paths: readonly string[]): void {
  const isVerbose = paths.includes("--verbose");
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const root of paths.filter((path) => !path.startsWith("--")))
    for (const path of testcasesIn(root)) {
      const outcome = runFile(path);
      counts[outcome.kind]++;
      const name = relative(root, path) || path;
      if (outcome.kind === "skipped") console.log(`skipped ${name}: ${outcome.why}`);
      if (outcome.kind === "failed") {
        console.log(`failed  ${name}`);
        for (const line of isVerbose ? outcome.differences : outcome.differences.slice(0, 6))
          console.log(`        ${line}`);
      }
    }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

function testcasesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const child = join(path, name);
      return statSync(child).isDirectory() ? testcasesIn(child) : name.endsWith(".t") ? [child] : [];
    });
}

function runFile(path: string): TestcaseOutcome {
  try {
    return runTestcase({
      text: readFileSync(path, "utf8"),
      files: (name) => readText(join(dirname(path), name)),
      digest: (text) => createHash("md5").update(text).digest("hex"),
    });
  } catch (error) {
    return { kind: "failed", differences: [String(error instanceof Error ? error.stack : error)] };
  }
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

main(process.argv.slice(2));
