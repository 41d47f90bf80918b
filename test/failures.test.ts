import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/failures.md"), "utf8");

test("docs/failures.md has a section for each class, with what happens today and what Ferry does", () => {
  const sections = page.split(/^## /m).slice(1);
  expect(sections.map((section) => Number.parseInt(section, 10))).toEqual(Array.from({ length: 34 }, (_, i) => i + 1));
  for (const section of sections) {
    expect(section).toContain("**Today:**");
    expect(section).toContain("**Ferry:**");
  }
});

test("every file that docs/failures.md names is there", () => {
  const named = [...page.matchAll(/`((?:src|test|lab|data|docs)\/[^`\s]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
