import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderCli } from "../scripts/docs/render-cli.ts";
import { renderCompare, renderWaysInPlace } from "../scripts/docs/render-compare.ts";

test("docs/cli.md is what the commands render to (else: node scripts/render-docs.ts)", () => {
  expect(readFileSync(join(import.meta.dirname, "../docs/cli.md"), "utf8")).toBe(renderCli());
});

test("docs/compare.md is what data/ renders to (else: node scripts/render-docs.ts)", () => {
  expect(readFileSync(join(import.meta.dirname, "../docs/compare.md"), "utf8")).toBe(renderCompare());
});

test("docs/ways-in-place.svg is what data/hops renders to (else: node scripts/render-docs.ts)", () => {
  expect(readFileSync(join(import.meta.dirname, "../docs/ways-in-place.svg"), "utf8")).toBe(renderWaysInPlace());
});
