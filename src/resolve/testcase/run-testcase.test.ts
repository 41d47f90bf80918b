import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sharedData } from "../../../test/support/shared-data.ts";
import { runTestcase, type TestcaseOutcome } from "./run-testcase.ts";
import { TestcaseError } from "./testcase-error.ts";

const digest = (text: string): string => createHash("md5").update(text).digest("hex");

function runFile(path: string): TestcaseOutcome {
  const files = (name: string): string => {
    const bytes = readFileSync(join(dirname(path), name));
    return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  };
  return runTestcase({ text: readFileSync(path, "utf8"), files, digest });
}

function casesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".t"))
    .sort();
}

const own = join(import.meta.dirname, "cases");

// testsolv 0.7.23 gives the same for each of them.
test.each(casesIn(own))("%s", (name) => expect(runFile(join(own, name))).toEqual({ kind: "passed" }));

const inline = (text: string): TestcaseOutcome => runTestcase({ text, files: () => "", digest });

test("a wrong expectation shows what is missing and what is too many", () =>
  expect(
    inline(`repo system 0 testtags <inline>
repo target 0 testtags <inline>
#>=Pkg: a 1 1 noarch
system x86_64 rpm system
job install name a
result transaction <inline>
#>install b-1-1.noarch@target
`),
  ).toEqual({
    kind: "failed",
    differences: ["block 1: +install a-1-1.noarch@target", "block 1: -install b-1-1.noarch@target"],
  }));

test("what is not there is skipped by name", () =>
  expect(inline("feature time_travel\n")).toEqual({ kind: "skipped", why: "feature time_travel is not there" }));

test("a system that names a missing repository is an error", () =>
  expect(() => inline("system x86_64 rpm system\nresult transaction <inline>\n")).toThrow(TestcaseError));

/** What libsolv's own testcases come to; a change of these numbers is a change of behaviour. */
const expected = {
  "solver/libsolv-testcases": { passed: 110, failed: 1, skipped: 2 },
  "solver/libsolv-zypptestcases": { passed: 256, failed: 1, skipped: 0 },
};

for (const [name, counts] of Object.entries(expected)) {
  const folder = sharedData(name);
  test.skipIf(folder === undefined)(
    name,
    () => {
      const found = { passed: 0, failed: 0, skipped: 0 };
      for (const path of casesIn(folder ?? "")) found[runFile(join(folder ?? "", path)).kind]++;
      expect(found).toEqual(counts);
    },
    120_000,
  );
}
