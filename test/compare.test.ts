import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { expectCalm, expectHarmless, ferry, fixtures, goldenDate, workFolder } from "./support/ferry.ts";

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

describe("ferry lifecycle", () => {
  const run = (...args: readonly string[]) => {
    return ferry(["lifecycle", ...args], work, { environment: { SOURCE_DATE_EPOCH: goldenDate } });
  };

  test("shows what recorded hosts run and where they could go, and tells of those it does not know", async () => {
    const { stdout, stderr, exit } = await run(fixtures);
    expect([exit, stderr]).toEqual([0, ""]);
    expectCalm(stdout);
    expect(stdout).toMatch(/^CentOS Linux 7 +1 .* 2024-06-30 ended 2\.4 years ago$/m);
    expect(stdout).toMatch(/^CentOS Stream 9 +4 .* 2027-05-31 in 190 days$/m);
    expect(stdout).toMatch(/^AlmaLinux 10 +target .* 2035-05-31 in 8\.5 years$/m);
    expect(stdout).toMatch(/1 host of 6 gets no fixes any more\n\n1 host without an answer:\n {2}mail6/);
  });

  test("counts the hosts of fleet files beside others, and a line that cannot be read is a failure", async () => {
    const path = join(work, "life.jsonl");
    const host = (id: string, release: string) => JSON.stringify({ id, packages: [release] });
    const eight = Array.from({ length: 3 }, (_, index) =>
      host(`web${index}`, "centos-stream-release-8.6-1.el8.noarch"),
    );
    writeFileSync(path, eight.join("\n"));
    const { stdout, exit } = await run(path, join(fixtures, "centos-7"));
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/^CentOS Stream 8 +3 .* 2024-05-31 ended/m)]);
    expect(stdout).toMatch(/4 hosts of 4 get no fixes any more/);
    writeFileSync(path, `${eight.join("\n")}\n{`);
    expect(await run(path)).toMatchObject({ exit: 1, stdout: expect.stringContaining("line 4: it is not JSON") });
  });

  test("prints JSON that keeps to its schema", async () => {
    const { stdout } = await run(fixtures, "--json");
    const schema = await ferry(["config", "schema", "lifecycle"], work);
    const parsed = z
      .fromJSONSchema(JSON.parse(schema.stdout) as z.core.JSONSchema.JSONSchema)
      .safeParse(JSON.parse(stdout));
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  test("prints a picture, a calendar and a table of all releases", async () => {
    expect((await run("--format", "svg")).stdout).toMatch(/^<svg /);
    expect((await run("--format", "ical")).stdout).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect((await run("--format", "csv")).stdout).toMatch(/^release,title,/);
    expect((await run("--paths", "--format", "svg")).stdout).toMatch(/^<svg /);
  });

  test("planned moves are told in every form, and a file that cannot be used with its line", async () => {
    const path = join(work, "planned.csv");
    writeFileSync(path, "host,date,target\nweb*,2027-06-10,almalinux-9\n");
    const { stdout, exit } = await run(fixtures, "--planned", path);
    expectCalm(stdout);
    expect([exit, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^PLANNED\n2027-06-10 {2}web\* to AlmaLinux 9 \(3 hosts\)\n(?:.*\n)*.*10 days\n? +before the move$/m,
      ),
    ]);
    const json: unknown = JSON.parse((await run(fixtures, "--planned", path, "--json")).stdout);
    expect(json).toMatchObject({ planned: [{ host: "web*", hosts: 3, target: "almalinux-9" }] });
    const calendar = (await run("--planned", path, "--format", "ical")).stdout;
    expect(calendar).toContain("UID:planned-web*-almalinux-9@ferry.invalid\r\n");
    expect(calendar).toContain("SUMMARY:web*: move to AlmaLinux 9 planned\r\n");
    expect((await run("--planned", path, "--format", "csv")).stdout).toContain(
      "\r\nalmalinux-9,web*,planned,,,,,,,,2027-06-10,\r\n",
    );
    expect((await run("--planned", path, "--format", "svg")).stdout).toContain("Planned move: 2027-06-10");
    writeFileSync(path, "host,date,target\nweb1,soon,almalinux-9\n");
    expect(await run("--planned", path)).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('planned.csv": line 2: "soon" is no day'),
    });
  });

  test("does not mix the ways with hosts, nor show them as what it cannot", async () => {
    expect(await run("--paths", "web1")).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining("--paths with hosts"),
    });
    expect(await run("--paths", "--json")).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining("text, svg and png"),
    });
  });

  test("says by its exit code that a file could not be read", async () => {
    const path = join(work, "broken.json");
    writeFileSync(path, "{");
    const { stdout, exit } = await run(path, "--json");
    expect([exit, stdout.includes("broken.json")]).toEqual([1, true]);
  });
});
