import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { hardRules } from "../src/compare/advice-rules.ts";
import { formatFactsDocument } from "../src/facts/format-facts-document.ts";
import { ChoiceDocument } from "../src/report/choice.ts";
import { choiceHosts } from "./support/choice-hosts.ts";
import { expectCalm, expectHarmless, ferry, fixtures, goldenDate, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";
import { sharedData } from "./support/shared-data.ts";

const work = workFolder("choice");
const { alma8, alma9 } = writeFixtureRepositories(work);
const options = { environment: { SOURCE_DATE_EPOCH: goldenDate } };
const compare = (...args: readonly string[]) => ferry(["compare", ...args], work, options);
const paths = choiceHosts.map((document) => {
  const path = join(work, `${document.host}.json`);
  writeFileSync(path, formatFactsDocument(document));
  return path;
});
type View = z.infer<typeof ChoiceDocument>;

async function view(...args: readonly string[]): Promise<View> {
  const { stdout, stderr } = await compare(...args, "--json");
  expect(stderr).toBe("");
  return ChoiceDocument.parse(JSON.parse(stdout));
}

/** What must hold of every answer, whatever the host. */
function expectSound({ hosts, cohorts, left }: View): void {
  for (const { host, advice, candidates } of hosts) {
    const out = new Set(advice.excluded.map(({ target }) => target));
    for (const { target, evidence } of candidates) {
      const stops = evidence.some(({ verdict }) => verdict === "stops");
      expect([host, target, stops]).toEqual([host, target, out.has(target)]);
      for (const one of evidence) {
        expect(one.short.length, `${host} ${target} ${one.topic}: ${one.short}`).toBeLessThanOrEqual(13);
        expect(one.says).not.toMatch(/undefined|\[object|\.$/);
        if (one.verdict === "unknown") expect(one.worth).toBeLessThan(1);
        for (const { source } of one.numbers) expect(source).not.toBe("");
      }
    }
    if (advice.kind === "none") continue;
    expect(out.has(advice.target)).toBe(false);
    expect([host, advice.reasons.length]).toEqual([host, 3]);
    expect(advice.ranking[0]?.target).toBe(advice.target);
    const unknown = candidates
      .find(({ target }) => target === advice.target)
      ?.evidence.filter(({ verdict }) => verdict === "unknown" || verdict === "against");
    expect(advice.against.map(({ topic }) => topic)).toEqual(unknown?.map(({ topic }) => topic));
  }
  const inCohorts = cohorts.flatMap((cohort) => cohort.hosts);
  expect(inCohorts.toSorted()).toEqual(hosts.map(({ host }) => host).toSorted());
  expect(hosts.length + left.length).toBeGreaterThan(0);
}

describe("ferry compare HOST", () => {
  test.each(choiceHosts.map(({ host }, index) => [host, paths[index] ?? ""]))(
    "the answer for %s is the golden one",
    async (name, path) => {
      const { stdout, stderr, exit } = await compare(path);
      expect(stderr).toBe("");
      expectCalm(stdout);
      await expect(`${stdout}exit ${exit}\n`).toMatchFileSnapshot(`goldens/choice/${name}.txt`);
    },
  );

  test("what is said of ten hosts is sound, and keeps to its schema", async () => {
    const document = await view(...paths);
    expectSound(document);
    expect(document.hosts).toHaveLength(10);
    const schema = await ferry(["config", "schema", "choice"], work);
    const parsed = z.fromJSONSchema(JSON.parse(schema.stdout) as z.core.JSONSchema.JSONSchema).safeParse(document);
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  test("with repositories the solver counts the packages, and a package in use that would go is a hard rule", async () => {
    const { hosts } = await view(join(fixtures, "stream-9-ready"), ...alma9, "--to", "almalinux-9");
    const packages = hosts[0]?.candidates[1]?.evidence.find(({ topic }) => topic === "packages");
    expect(packages?.says).toMatch(
      /^By the solver, to AlmaLinux 9: \d+ kept, \d+ newer, \d+ older, \d+ renamed, 0 lost$/,
    );
    expect(packages?.numbers.map(({ source }) => source)).toContain("solver: baseos, appstream");
    const other = await view(join(fixtures, "stream-9-third-party"), ...alma9, "--to", "almalinux-9");
    const lost = other.hosts[0]?.candidates[1]?.evidence.find(({ topic }) => topic === "packages");
    expect(lost?.verdict).toMatch(/against|stops/);
    expect(lost?.details.join()).toMatch(/acme-agent goes/);
  });

  test("the hops after the first are solved from what the first leaves, where their repositories are there", async () => {
    const says = async (...repositories: readonly string[]) => {
      const { hosts } = await view(join(fixtures, "centos-7"), ...repositories, "--to", "almalinux-9");
      return hosts[0]?.candidates[1]?.evidence.find(({ topic }) => topic === "packages");
    };
    const first = "By the solver, to AlmaLinux 8: 3 kept, 8 newer, 0 older, 1 renamed, 0 lost";
    expect(await says(...alma8)).toMatchObject({
      verdict: "unknown",
      says: `${first}; what goes from there to AlmaLinux 9 was not solved (its repositories are neither named nor cached)`,
    });
    const both = await says("--repo", "baseos-8=alma8/baseos", ...alma9);
    expect(both).toMatchObject({ verdict: "against", short: "1 lost" });
    expect(both?.says).toMatch(`${first}; then to AlmaLinux 9: 4 kept, 8 newer, 0 older, 0 renamed, 1 lost`);
    expect(both?.numbers).toContainEqual({
      name: "newer (AlmaLinux 9)",
      value: 8,
      unit: "packages",
      source: "solver: baseos, appstream",
    });
  });

  test("repositories of another major do not count", async () => {
    const { hosts } = await view(join(fixtures, "centos-7"), ...alma9, "--to", "almalinux-8");
    const packages = hosts[0]?.candidates[1]?.evidence.find(({ topic }) => topic === "packages");
    expect(packages).toMatchObject({ verdict: "unknown", short: "not solved" });
  });

  test("costs and advisories are weighed where they are given", async () => {
    const costs = join(work, "costs.yaml");
    writeFileSync(
      costs,
      "currency: EUR\nreleases:\n  rhel-8: { subscription: 350 }\n  almalinux-9: { support: 90 }\nhops: { convert: 100, upgrade: 300, rebuild: 800 }\n",
    );
    const errata = join(work, "errata.json");
    const osv = {
      id: "ALSA-2026:1000",
      published: "2026-10-01T00:00:00Z",
      modified: "2026-10-03T10:00:00Z",
      affected: [{ package: { ecosystem: "AlmaLinux:9", name: "bash" } }],
      references: [{ type: "ADVISORY", url: "https://access.redhat.com/errata/RHSA-2026:1000" }],
    };
    writeFileSync(errata, JSON.stringify(osv));
    const { hosts } = await view(paths[1] ?? "", "--to", "almalinux-9", "--costs", costs, "--errata", errata);
    const evidence = (topic: string) =>
      hosts[0]?.candidates.map((one) => one.evidence.find((each) => each.topic === topic)?.says);
    expect(evidence("cost")).toEqual([
      "A node costs 350 EUR a year, and 0 EUR once for the move: 350 EUR a year over 5 years",
      "A node costs 90 EUR a year, and 400 EUR once for the move: 170 EUR a year over 5 years",
    ]);
    expect(evidence("errata")?.[1]).toMatch(
      /^Half of the 1 advisories that touch packages of this host .* within 2 days of Red Hat's/,
    );
  });

  test.each([
    [["--to", "almalinux-11"], /Cannot compare with "almalinux-11"/],
    [["--to", "almalinux-10-x86_64_v2"], /the processor decides which build/],
    [["--costs", "none.yaml"], /Cannot use the costs in "none\.yaml"/],
    [["--errata", "none.json"], /Cannot read the advisories at "none\.json"/],
  ])("refuses %j", async (args, message) => {
    const { stderr, exit } = await compare(paths[0] ?? "", ...args);
    expect([exit, stderr]).toEqual([64, expect.stringMatching(message)]);
  });

  test("releases take no options of hosts", async () => {
    const { stderr, exit } = await compare("almalinux-9", "--for", "hosting");
    expect([exit, stderr]).toEqual([64, expect.stringMatching(/they are for hosts/)]);
  });

  test("prints Markdown, and a page of HTML that asks for nothing", async () => {
    const markdown = await compare(...paths.slice(0, 2), "--format", "markdown");
    expect(markdown.stdout).toMatch(/^# Where 2 hosts should go\n/);
    const page = await compare(...paths.slice(0, 2), "--format", "html");
    expect(page.stdout).toMatch(/^<!doctype html>/);
    expect(page.stdout).not.toMatch(/<(?:script|link|img)|src=/);
    expectHarmless(page.stdout);
  });
});

describe("ferry compare FILE.jsonl", () => {
  const system = ["centos-stream-release-9.0-26.el9.noarch", "bash-5.1.8-9.el9.x86_64", "glibc-2.34-100.el9.x86_64"];
  const line = (id: string, packages: readonly string[]) => JSON.stringify({ id, arch: "x86_64", packages });
  const path = join(work, "fleet.jsonl");
  writeFileSync(
    path,
    [
      line("web1", system),
      line("db1", [...system, "postgresql-server-13.20-1.el9.x86_64"]),
      line("web2", [...system, "zsh-5.8-9.el9.x86_64"]),
      line("odd", ["zsh-5.8-9.el9.x86_64"]),
      "{",
      line("old", ["centos-release-7-9.2009.0.el7.centos.x86_64", "glibc-2.17-326.el7_9.x86_64"]),
    ].join("\n"),
  );

  test("hosts with the same answer are one cohort, and its first host stands for it", async () => {
    const document = await view(path);
    expectSound({ ...document, hosts: [], cohorts: [] });
    expect(document.cohorts.map(({ hosts, target }) => [hosts, target])).toEqual([
      [["web1", "web2"], "almalinux-9"],
      [["db1"], "almalinux-9"],
      [["old"], "almalinux-9"],
    ]);
    expect(document.hosts.map(({ host }) => host)).toEqual(["web1", "db1", "old"]);
    expect(document.hosts[0]?.notes[0]).toMatch(/tells packages, .* The other 1 of its cohort/);
    expect(document.left).toEqual([
      { host: "odd", kind: "unsupported", reason: expect.stringContaining("release package") },
      { host: `${path}, line 5`, kind: "failed", reason: "it is not JSON" },
    ]);
    expect(document.exit).toBe(1);
  });

  test("the processor of a line is weighed, and where it is not told it is a condition", async () => {
    const levels = join(work, "levels.jsonl");
    const old = ["centos-release-7-9.2009.0.el7.centos.x86_64", "glibc-2.17-326.el7_9.x86_64"];
    const at = (id: string, cpuLevel: unknown) => JSON.stringify({ id, arch: "x86_64", packages: old, cpuLevel });
    const arm = JSON.stringify({ id: "arm", arch: "aarch64", packages: old });
    writeFileSync(
      levels,
      [line("untold", old), at("v1", 1), at("v3", 3), at("odd", 7), at("word", "v3"), arm].join("\n"),
    );
    const { hosts, left } = await view(levels, "--to", "almalinux-8,almalinux-9");
    // It stands for no x86-64 host: it has no such condition.
    const advised = hosts.map(({ host, advice }) => [
      host,
      advice.kind === "advised" && [advice.target, advice.conditions.length],
    ]);
    expect(Object.fromEntries(advised)).toEqual({
      arm: ["almalinux-9", 0],
      untold: ["almalinux-9", 1],
      v1: ["almalinux-8", 0],
      v3: ["almalinux-9", 0],
    });
    expect(left.map(({ reason }) => reason)).toEqual(Array(2).fill('its "cpuLevel" is not 1, 2, 3 or 4'));
    const { stdout } = await compare(levels, "--to", "almalinux-9");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "provided that AlmaLinux 9 needs x86-64-v2: whether the processor has it is not known",
    );
  });

  test("what the solver says parts them", async () => {
    const { cohorts, hosts } = await view(path, ...alma9, "--to", "almalinux-9");
    expect(cohorts.flatMap((cohort) => cohort.hosts).toSorted()).toEqual(["db1", "old", "web1", "web2"]);
    const packages = hosts
      .find(({ host }) => host === "web1")
      ?.candidates[1]?.evidence.find(({ topic }) => topic === "packages");
    expect(packages?.says).toMatch(/^By the solver, to AlmaLinux 9/);
  });

  test("every host that cannot be compared is kept; a screen shows a few and says how many more", async () => {
    const odd = join(work, "odd.jsonl");
    const ids = Array.from({ length: 130 }, (_, index) => `odd${index}`);
    writeFileSync(odd, [line("web1", system), ...ids.map((id) => line(id, ["zsh-5.8-9.el9.x86_64"]))].join("\n"));
    expect((await view(odd)).left.map(({ host }) => host)).toEqual(ids);
    const { stdout } = await compare(odd);
    expect(stdout).toContain("… and 110 more: all of them with --json");
    expect(stdout).not.toContain("odd20:");
  });

  test("is shown with the cohorts first, and not mixed with other inputs", async () => {
    const { stdout } = await compare(path);
    expectCalm(stdout);
    expect(stdout).toMatch(/^4 hosts, 3 answers, for production/);
    expect((await compare(path, "--format", "markdown")).stdout).toContain("(web1 and web2)");
    expect(await compare(path, paths[0] ?? "")).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining("different kinds"),
    });
  });
});

const archives = sharedData("hosts/insights-archives");
const advisories = sharedData("errata/almalinux-osv-948f47a.tar.zst");
describe.skipIf(archives === undefined || advisories === undefined)("real archives", () => {
  test("every host gets a sound answer", async () => {
    const files = readdirSync(archives ?? "").filter((name) => name.endsWith(".tar.gz"));
    expect(files.length).toBeGreaterThanOrEqual(10);
    for (const profile of ["production", "appliance"]) {
      const document = await view(
        archives ?? "",
        "--for",
        profile,
        ...(profile === "production" ? ["--errata", advisories ?? ""] : []),
      );
      expectSound(document);
      expect(document.hosts.length + document.left.length).toBe(files.length);
      expect(document.hosts.length).toBeGreaterThanOrEqual(10);
      for (const { release, advice } of document.hosts) {
        if (/^(?:centos-linux|rhel)-7$/.test(release)) expect(advice).toMatchObject({ kind: "advised", stays: false });
        for (const { rule } of advice.excluded) expect(Object.keys(hardRules)).toContain(rule);
      }
    }
  }, 120_000);
});
