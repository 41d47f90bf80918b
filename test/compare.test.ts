import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { expectHarmless, ferry, workFolder } from "./support/ferry.ts";

const work = workFolder("compare");

describe("ferry compare", () => {
  test("prints JSON that keeps to its schema", async () => {
    const { stdout, stderr, exit } = await ferry(["compare", "almalinux-9", "centos-stream-9", "--json"], work);
    expect([exit, stderr]).toEqual([0, ""]);
    const document: unknown = JSON.parse(stdout);
    const schema = await ferry(["config", "schema", "comparison"], work);
    const parsed = z.fromJSONSchema(JSON.parse(schema.stdout) as z.core.JSONSchema.JSONSchema).safeParse(document);
    expect(parsed.error?.issues ?? []).toEqual([]);
    expect(document).toMatchObject({ schema: "ferry/comparison/1", releases: ["almalinux-9", "centos-stream-9"] });
    const other = await ferry(["compare", "almalinux-9", "centos-stream-9", "--format", "json"], work);
    expect(other.stdout).toBe(stdout);
  });

  test("prints text of 80 columns; only addresses are longer", async () => {
    for (const releases of [
      ["almalinux-9", "centos-stream-9"],
      ["almalinux-10", "rhel-10", "rocky-10", "oracle-10"],
    ]) {
      const { stdout, exit } = await ferry(["compare", ...releases], work);
      expect(exit).toBe(0);
      expectHarmless(stdout);
      expect(stdout.split("\n").filter((line) => line.length > 80 && !/^ +https?:\S+$/.test(line))).toEqual([]);
    }
  });

  test("prints Markdown and a page of HTML", async () => {
    const markdown = await ferry(["compare", "almalinux-9", "AlmaLinux 9", "--format", "markdown"], work);
    expect(markdown.stdout).toMatch(/^# AlmaLinux 9\n/);
    const page = await ferry(["compare", "almalinux-9", "centos-stream-9", "--format", "html"], work);
    expect(page.stdout).toMatch(/^<!doctype html>/);
    expect(page.stdout).not.toMatch(/<(?:script|link|img)|src=/);
  });

  test("says which releases there are when a word names none", async () => {
    const { stderr, exit } = await ferry(["compare", "almalinux-9", join("no", "such")], work);
    expect(exit).toBe(64);
    expect(stderr).toMatch(/Cannot compare "no\/such": Ferry knows the releases almalinux-10, almalinux-10-x86_64_v2,/);
  });
});
