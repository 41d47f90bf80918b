import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import {
  anything,
  array,
  assert,
  boolean,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  option,
  property,
  string,
} from "fast-check";
import { describe, expect, test } from "vitest";
import { almaRepositories } from "../scripts/fixtures/el9-packages.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { type FleetHost, parseFleetLine } from "../src/app/fleet/fleet-host.ts";
import { fleetLines } from "../src/app/fleet/fleet-lines.ts";
import { FleetAssessmentDocument } from "../src/report/fleet-assessment-schema.ts";
import { ferry, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";
import { sharedData } from "./support/shared-data.ts";

const work = workFolder("fleet");
const { alma9 } = writeFixtureRepositories(work);
const { baseos } = almaRepositories();
/** What the hosts were installed from: the target's packages in an older release, and one that the target lacks. */
const old = baseos
  .filter(({ name }) => !/^(?:almalinux|kernel)/.test(name))
  .map((spec) => ({
    ...spec,
    release: `0.${spec.release}`,
    vendor: "CentOS",
    dependencies: selfOf(spec, `0.${spec.release}`),
  }));
writeRepodata(join(work, "old"), old);
const origin = ["--origin", "old=old"];

function selfOf(spec: (typeof baseos)[number], release: string) {
  const evr = `${spec.epoch === 0 ? "" : `${spec.epoch}:`}${spec.version}-${release}`;
  return { provides: [{ name: spec.name, flags: 2, evr }] };
}

const release = "centos-stream-release-9.0-26.el9.noarch";
const installed = old
  .slice(0, 12)
  .map(
    ({ name, epoch, version, release: own, arch }) =>
      `${name}-${epoch === 0 ? "" : `${epoch}:`}${version}-${own}.${arch}`,
  );

function line(id: string, packages: readonly string[], more: object = {}): string {
  return JSON.stringify({ id, arch: "x86_64", packages, ...more });
}

const fleet = [
  line("web1", [release, ...installed]),
  line("web2", [release, ...installed]),
  line("web3", [release, ...installed.slice(0, 7)]),
  line("left", [release, ...installed, "acme-agent-1-1.x86_64"]),
  line("arm", [release, ...installed.slice(0, 3)], { arch: "aarch64" }),
  line("done", ["almalinux-release-9.6-1.el9.x86_64"]),
  line("what", ["bash-5-1.x86_64"]),
  "{ this is no host",
  line("none", [release]).replace("packages", "parcels"),
  "",
].join("\n");

async function answer(name: string, args: readonly string[] = [...alma9, ...origin]) {
  const { stdout, stderr, exit } = await ferry(["assess", name, ...args, "--json"], work);
  const document = FleetAssessmentDocument.parse(JSON.parse(stdout));
  expect([exit, stderr]).toEqual([document.exit, ""]);
  return document;
}

describe("a fleet file", () => {
  test.each([
    ["fleet.jsonl", Buffer.from(fleet)],
    ["fleet.jsonl.gz", gzipSync(fleet)],
    ["fleet.jsonl.zst", zstdCompressSync(fleet)],
  ])("%s gives cohorts of hosts with the same answer", async (name, bytes) => {
    writeFileSync(join(work, name), bytes);
    const { hosts, inventories, transactions, cohorts, unreadable, exit } = await answer(name);
    expect([hosts, inventories, transactions, exit]).toEqual([7, 3, 2, 1]);
    expect(cohorts.map((cohort) => [cohort.outcome, cohort.hosts])).toEqual([
      ["ready", ["left", "web1", "web2", "web3"]],
      ["unsupported", ["arm"]],
      ["arrived", ["done"]],
      ["unsupported", ["what"]],
    ]);
    expect(cohorts[0]).toMatchObject({
      release: "centos-stream-9",
      target: "almalinux-9",
      basis: "exact",
      changes: { installed: [8, 13], upgrade: [7, 11], obsolete: [0, 0] },
    });
    expect(cohorts[1]?.reason).toBe("the repositories have no packages for aarch64");
    expect(unreadable).toEqual([
      { line: 8, reason: "it is not JSON" },
      { line: 9, reason: expect.stringMatching(/^it has no "packages"/) },
    ]);
  });

  test("is shown as a table", async () => {
    writeFileSync(join(work, "fleet.jsonl"), fleet);
    const { stdout, exit } = await ferry(["assess", "fleet.jsonl", ...alma9, ...origin, "--quiet"], work);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^ +4 {2}centos-stream-9 +almalinux-9 +READY/m);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "7 hosts: 4 ready, 1 arrived, 2 unsupported · 3 package sets, 2 transactions, 4 cohorts",
    );
    expect(stdout).toContain("- line 8: it is not JSON");
    expect(stdout.split("\n").filter((text) => text.length > 80)).toEqual([]);
  });

  test("is not mixed with hosts, and --origin is for it alone", async () => {
    const mixed = await ferry(["assess", "fleet.jsonl", "web1", ...alma9], work);
    expect([mixed.exit, mixed.stderr]).toEqual([64, expect.stringContaining("in one run")]);
    const alone = await ferry(["assess", "web1", ...origin], work);
    expect([alone.exit, alone.stderr]).toEqual([64, expect.stringContaining("Cannot use --origin")]);
  });

  test("that is not there, or is cut, is an error that names it", async () => {
    writeFileSync(join(work, "cut.jsonl.gz"), gzipSync(fleet).subarray(0, 40));
    for (const name of ["absent.jsonl", "cut.jsonl.gz"]) {
      const { stderr, exit } = await ferry(["assess", name, ...alma9], work);
      expect([exit, stderr]).toEqual([1, expect.stringContaining(`Cannot read the fleet file ${name}`)]);
    }
  });
});

test("lines come whole however the file is cut into pieces, with the number of the first", async () => {
  const long = Array.from({ length: 40 }, (_, index) => `${index}-${"x".repeat(100_000)}`);
  writeFileSync(join(work, "long.jsonl"), `${long.join("\n")}\n`);
  const seen: string[] = [];
  for await (const { bytes, firstLine } of fleetLines(join(work, "long.jsonl"))) {
    expect(firstLine).toBe(seen.length + 1);
    seen.push(...new TextDecoder().decode(bytes).split("\n").slice(0, -1));
  }
  expect(seen).toEqual(long);
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function packagesOf({ bytes, spans }: FleetHost): string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: spans.length / 2 }, (_, i) =>
    decoder.decode(bytes.subarray(spans[2 * i], spans[2 * i + 1])),
  );
}

const word = oneof(
  string(),
  string({ unit: "binary" }),
  constantFrom("bash-5.1.8-9.el9.x86_64", "\u2028", "a\\b", "\u0001"),
);

test("a line is read as JSON.parse reads it, however it is written", () =>
  assert(
    property(
      word,
      option(word),
      array(word),
      dictionary(string(), jsonValue()),
      boolean(),
      (id, arch, packages, more, wide) => {
        const value = { ...more, id, ...(arch === null ? {} : { arch }), packages };
        const host = parseFleetLine(
          bytesOf(JSON.stringify(value, undefined, wide ? 1 : undefined).replaceAll("\n", " ")),
        );
        if (id === "") {
          expect(host).toMatch(/^it has no "id"/);
          return;
        }
        if (typeof host === "string") throw new Error(host);
        const read = JSON.parse(JSON.stringify(value)) as typeof value;
        expect([host.id, host.architecture, packagesOf(host)]).toEqual([read.id, read.arch, read.packages]);
      },
    ),
  ));

test("whatever a line is, it is a host or a reason", () =>
  assert(
    property(
      oneof(
        string(),
        jsonValue().map((value) => JSON.stringify(value)),
        anything().map((packages) => JSON.stringify({ id: "a", packages }) ?? ""),
        constantFrom(
          '{"id":"a","packages":["b"],"n":01}',
          '{"id":"a","packages":["b",]}',
          '{"id":"a","packages":[]} x',
        ),
      ),
      (text) => {
        const host = parseFleetLine(bytesOf(text));
        if (typeof host === "string") expect(host).toMatch(/^it/);
        else expect(packagesOf(host)).toEqual((JSON.parse(text) as { packages: unknown }).packages);
      },
    ),
  ));

const real = sharedData("hosts/fleet-dev.jsonl.zst");
const appstream = sharedData("repodata/almalinux-9.5-appstream");

test.skipIf(real === undefined || appstream === undefined)(
  "1,697 real package sets are assessed, those of other releases and machines said to be so",
  async () => {
    const { hosts, cohorts } = await answer(real ?? "", ["--repo", `appstream=${appstream}`]);
    expect(hosts).toBe(1697);
    expect(new Set(cohorts.flatMap((cohort) => cohort.hosts)).size).toBeGreaterThan(500);
    for (const { outcome, target, architecture } of cohorts)
      if (outcome === "ready" || outcome === "blocked")
        expect([target, architecture]).toEqual(["almalinux-9", "x86_64"]);
  },
  240_000,
);
