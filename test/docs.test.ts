import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderCli } from "../scripts/docs/render-cli.ts";

test("docs/cli.md is what the commands render to (else: node scripts/render-docs.ts)", () => {
  expect(readFileSync(join(import.meta.dirname, "../docs/cli.md"), "utf8")).toBe(renderCli());
});

test("the exit codes of the README are those of docs/cli.md", () => {
  const rows = (path: string) =>
    [...readFileSync(join(import.meta.dirname, "..", path), "utf8").matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code);
  expect(rows("docs/cli.md")).toEqual(rows("README.md"));
});
