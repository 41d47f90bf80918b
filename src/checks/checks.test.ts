import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { Facts } from "../facts/facts.ts";
import { type Check, severities } from "./check.ts";
import { exampleContext } from "./examples.ts";
import { checks } from "./index.ts";

const folder = import.meta.dirname;
const factNames = Object.keys(Facts.shape);

function files(path: string): readonly string[] {
  return readdirSync(path).flatMap((name) => {
    const full = join(path, name);
    return statSync(full).isDirectory() ? files(full) : [relative(folder, full)];
  });
}

const rank = ["inhibitor", ...severities];

test("every file that defines a check is in the list, and its id is its path", () => {
  const defined = files(folder).filter(
    (path) => path.includes("/") && readFileSync(join(folder, path), "utf8").includes("= check({"),
  );
  expect(checks.map((check) => `${check.id}.ts`).toSorted()).toEqual(defined.toSorted());
});

test("numbers are unique, well formed, and the list is in their order", () => {
  const codes = checks.map((check) => check.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^F-0[0-3]\d\d$/);
  expect(codes).toEqual(codes.toSorted());
});

describe.each(checks.map((check) => [check.id, check] as const))("%s", (_, check) => {
  test("says what it needs, and has an example that passes and one that does not", () => {
    for (const name of [...check.needs, ...(check.mayLack ?? [])]) expect(factNames).toContain(name);
    expect(check.title.length).toBeLessThanOrEqual(80);
    expect(check.why.length).toBeGreaterThan(20);
    expect(check.examples.some((example) => example.finds.length === 0)).toBe(true);
    expect(check.examples.some((example) => example.finds.length > 0)).toBe(true);
    for (const example of check.examples) {
      for (const name of Object.keys(example.given)) expect([...check.needs, ...(check.mayLack ?? [])]).toContain(name);
      for (const name of check.needs) expect(Object.keys(example.given)).toContain(name);
    }
  });

  test.each(check.examples.map((example) => [example.says, example] as const))("%s", (_, example) => {
    const result = runExample(check, example);
    const finds = "kind" in result ? result.kind : result.map((finding) => finding.title);
    expect(finds).toEqual(example.finds);
    if ("kind" in result) {
      expect(result.because).not.toBe("");
      return;
    }
    for (const finding of result) {
      expect(finding.title.length).toBeLessThanOrEqual(80);
      for (const text of [finding.title, finding.seen, finding.risk, finding.fix]) {
        expect(text.trim()).toBe(text);
        expect(text).not.toMatch(/undefined|NaN|\[object|\.$|^$/);
      }
      const level = finding.inhibitor ? "inhibitor" : finding.severity;
      expect(rank.indexOf(level)).toBeGreaterThanOrEqual(rank.indexOf(check.worst));
      if (finding.inhibitor) expect(finding.severity).not.toBe("info");
    }
  });
});

/** Runs it with the knowledge that the example brings, else with data/. */
function runExample(check: Check, example: Check["examples"][number]): ReturnType<Check["run"]> {
  const catalog: Catalog = { ...data, ...example.catalog };
  return check.run(example.given, { ...exampleContext, ...example.context, catalog });
}
const data = parseCatalog(dataFiles());
