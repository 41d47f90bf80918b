import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checks } from "./index.ts";
import { renderChecks } from "./render-checks.ts";

test("docs/checks.md is what the definitions render to (else: node scripts/render-docs.ts)", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/checks.md"), "utf8");
  expect(page).toBe(renderChecks(checks));
});

test("every check has its section and its row", () => {
  const page = renderChecks(checks);
  for (const check of checks) {
    expect(page).toContain(`### ${check.code} ${check.id}\n`);
    expect(page).toContain(`| [${check.code}](#`);
  }
});
