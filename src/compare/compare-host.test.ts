import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { choiceHosts } from "../../test/support/choice-hosts.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import type { Facts } from "../facts/facts.ts";
import { profiles } from "./advice-rules.ts";
import type { EvidenceTopic, HostChoice } from "./choice.ts";
import { choiceCohorts } from "./choice-cohorts.ts";
import { compareHost, reachableTargets } from "./compare-host.ts";
import type { HostGrounds, SolvedPackages } from "./host-grounds.ts";
import { isFerrys, wayTo } from "./way-to.ts";

const catalog = parseCatalog(dataFiles());
const context = { catalog, today: "2026-11-23", errata: undefined, costs: undefined };

function release(id: string) {
  const found = catalog.releases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no release ${id}`);
  return found;
}

function hostOf(name: string, from: string, changed: Partial<Facts> = {}): HostGrounds {
  const document = choiceHosts.find(({ host }) => host === name);
  if (document === undefined) throw new Error(`no host ${name}`);
  return { host: name, facts: { ...document.facts, ...changed }, release: release(from), minor: undefined };
}

const notSolved: SolvedPackages = { kind: "not-solved", because: "nothing was named" };

function choose(host: HostGrounds, targets: readonly string[], packages: SolvedPackages = notSolved): HostChoice {
  const grounds = [host.release, ...targets.map(release)].map((one) => ({
    release: one,
    route: wayTo(host.release, one, undefined, catalog),
    packages: isFerrys(one) ? packages : notSolved,
    findings: [],
    isUnchecked: !isFerrys(one),
  }));
  return compareHost(host, grounds, "production", context);
}

function evidenceOf({ candidates }: HostChoice, target: string, topic: EvidenceTopic) {
  return candidates.find((one) => one.target === target)?.evidence.find((one) => one.topic === topic);
}

test.each([
  ["centos-stream-9", "production", ["centos-stream-9", "almalinux-9", "almalinux-10", "centos-stream-10"]],
  [
    "centos-stream-9",
    "testing",
    ["centos-stream-9", "almalinux-9", "almalinux-10", "almalinux-kitten-10", "centos-stream-10"],
  ],
  ["centos-stream-10", "production", ["centos-stream-10", "almalinux-10"]],
  ["almalinux-9", "production", ["almalinux-9", "almalinux-10"]],
  ["almalinux-9", "development", ["almalinux-9", "almalinux-10", "almalinux-kitten-10"]],
  ["almalinux-10", "production", ["almalinux-10"]],
  ["rhel-7", "production", ["rhel-7", "almalinux-8", "almalinux-9", "almalinux-10"]],
] as const)("what a host of %s could run for %s is %j", (from, profile, targets) => {
  expect(reachableTargets(release(from), undefined, profile, context).map(({ id }) => id)).toEqual(targets);
});

test("a package in use that goes is a hard rule, and one that nobody runs is not", () => {
  const counts = {
    withErasing: true,
    kept: 3,
    newer: 0,
    older: 1,
    renamed: 0,
    changes: [],
    lostLibraries: [],
    repositories: ["baseos"],
    further: [],
  };
  const lost = (inUse: boolean) => [{ name: "acme-agent", why: "requires podman >= 5.5", inUse }];
  const host = hostOf("gpu", "centos-stream-9");
  const used = choose(host, ["almalinux-9"], { kind: "solved", ...counts, lost: lost(true) });
  expect(evidenceOf(used, "almalinux-9", "packages")).toMatchObject({ verdict: "stops", rule: "loses-package-in-use" });
  expect(used.advice).toMatchObject({ kind: "advised", stays: true });
  expect(used.advice.wouldChange).toContain("With acme-agent replaced: AlmaLinux 9");
  const idle = choose(host, ["almalinux-9"], { kind: "solved", ...counts, lost: lost(false) });
  expect(evidenceOf(idle, "almalinux-9", "packages")).toMatchObject({ verdict: "against" });
  expect(idle.advice).toMatchObject({ kind: "advised", target: "almalinux-9" });
});

test("release packages of the old distribution are no loss", () => {
  const lost = [{ name: "centos-stream-release", why: "the target has its own", inUse: false }];
  const counts = {
    withErasing: false,
    kept: 3,
    newer: 0,
    older: 0,
    renamed: 1,
    changes: [],
    lostLibraries: [],
    repositories: ["baseos"],
    further: [],
  };
  const choice = choose(hostOf("gpu", "centos-stream-9"), ["almalinux-9"], { kind: "solved", ...counts, lost });
  expect(evidenceOf(choice, "almalinux-9", "packages")).toMatchObject({
    verdict: "for",
    says: "By the solver, to AlmaLinux 9: 3 kept, 0 newer, 0 older, 2 renamed, 0 lost",
  });
});

test("others are weighed like AlmaLinux: by the tools that go there, else by a rebuild, and what Ferry did not check is said", () => {
  const choice = choose(hostOf("gpu", "centos-stream-9"), ["rocky-9", "centos-stream-10", "oracle-9", "almalinux-8"]);
  expect(evidenceOf(choice, "rocky-9", "way")).toMatchObject({
    verdict: "for",
    says: "1 step: convert in place with migrate2rocky (Rocky Linux 9); 1 reboot: into the kernel of Rocky Linux 9",
  });
  expect(evidenceOf(choice, "rocky-9", "way")?.details.join()).toMatch(/Ferry does not go from CentOS Stream 9/);
  expect(evidenceOf(choice, "rocky-9", "readiness")).toMatchObject({ verdict: "unknown", short: "not checked" });
  expect(evidenceOf(choice, "rocky-9", "packages")?.details).toEqual([]);
  expect(evidenceOf(choice, "centos-stream-10", "way")?.says).toMatch(/^1 step: upgrade in place with leapp/);
  expect(evidenceOf(choice, "oracle-9", "way")).toMatchObject({ verdict: "against", short: "new host" });
  expect(evidenceOf(choice, "almalinux-8", "way")).toMatchObject({ verdict: "against", short: "new host" });
  expect(choice.advice.excluded).toEqual([]);
});

test("what is not AlmaLinux is not weighed down: with the longer support and nothing else, it is advised", () => {
  const now = release("centos-linux-8");
  const ended = { ...release("almalinux-8"), support: { active: "2022-01-01", security: "2022-01-01" } };
  const host = hostOf("el8-azure", "centos-linux-8");
  const targets = [now, ended, release("rocky-8")].map((one) => ({
    release: one,
    route: wayTo(now, one, undefined, catalog),
    packages: notSolved,
    findings: [],
  }));
  expect(compareHost(host, targets, "production", context).advice).toMatchObject({
    kind: "advised",
    target: "rocky-8",
  });
});

test("what AlmaLinux put back is driven by AlmaLinux alone, and is lost when a host leaves it", () => {
  const kept = catalog.removedDrivers.find((one) => one.keptByAlmaLinux && one.device !== null && one.major === 8);
  const [vendor = "", device = ""] = kept?.device?.split(":") ?? [];
  const pci = { slot: "0000:03:00.0", modules: [], class: "0104", vendor, device, driver: kept?.driver ?? "" };
  const changed: Partial<Facts> = { pciDevices: { kind: "known", value: [pci] } };
  const away = choose(hostOf("el9", "almalinux-9", changed), ["rocky-9"]);
  expect(evidenceOf(away, "rocky-9", "devices")).toMatchObject({ verdict: "against", short: "1 not driven" });
  const up = choose(hostOf("dead-controller", "centos-linux-7", changed), ["almalinux-9", "rocky-9"]);
  expect(evidenceOf(up, "almalinux-9", "devices")?.short).not.toBe("1 not driven");
  expect(evidenceOf(up, "rocky-9", "devices")?.short).toBe("1 not driven");
});

test("a driver that nobody maintains speaks against staying as well", () => {
  const choice = choose(hostOf("old-megaraid", "centos-stream-9"), ["almalinux-9"]);
  expect(evidenceOf(choice, "centos-stream-9", "devices")).toMatchObject({ verdict: "against", short: "1 orphaned" });
});

test("a driver that is gone, one that nobody maintains, and one that AlmaLinux put back", () => {
  const slot = { slot: "0000:03:00.0", modules: [] };
  const devices = (class_: string, vendor: string, device: string, driver: string): Partial<Facts> => ({
    pciDevices: { kind: "known", value: [{ ...slot, class: class_, vendor, device, driver }] },
  });
  const of = (changed: Partial<Facts>, from: string, to: string) =>
    evidenceOf(choose(hostOf("gpu", from, changed), [to]), to, "devices");
  expect(of(devices("0104", "13c1", "1004", "3w-9xxx"), "centos-linux-7", "almalinux-8")).toMatchObject({
    verdict: "against",
    short: "1 not driven",
  });
  expect(of(devices("0104", "1000", "0079", "megaraid_sas"), "centos-stream-9", "almalinux-9")?.verdict).toBe(
    "against",
  );
  const kept = catalog.removedDrivers.find((one) => one.keptByAlmaLinux && one.device !== null && one.major === 8);
  const [vendor = "", device = ""] = kept?.device?.split(":") ?? [];
  const back = of(devices("0104", vendor, device, kept?.driver ?? ""), "centos-linux-7", "almalinux-8");
  expect(back?.details.join()).toMatch(/put back by AlmaLinux|not maintained there/);
  expect(back?.verdict).not.toBe("stops");
});

test("a driver that an earlier major version lost is missing on a host that is built anew as well", () => {
  const choice = choose(hostOf("dead-controller", "centos-linux-7"), ["centos-stream-10"]);
  expect(evidenceOf(choice, "centos-stream-10", "way")).toMatchObject({ short: "new host" });
  expect(evidenceOf(choice, "centos-stream-10", "devices")).toMatchObject({
    verdict: "against",
    short: "1 not driven",
  });
});

test("facts that could not be read are unknown, and speak against every move", () => {
  const unreadable = { kind: "unreadable", reason: "permission denied" } as const;
  const changed = { pciDevices: unreadable, packages: unreadable, repositories: unreadable, machine: unreadable };
  const choice = choose(hostOf("gpu", "centos-stream-9", changed), ["almalinux-9"]);
  for (const topic of ["devices", "packages", "repositories", "processor", "applications"] as const) {
    expect([topic, evidenceOf(choice, "almalinux-9", topic)?.verdict]).toEqual([topic, "unknown"]);
  }
  expect(choice.notes[0]).toMatch(/^Not readable on this host: .*pciDevices/);
  if (choice.advice.kind === "advised" && !choice.advice.stays)
    expect(choice.advice.against.length).toBeGreaterThanOrEqual(5);
});

test("what runs on a host tells the least that its processor can, where nothing else does", () => {
  const machine = { kind: "known", value: { architecture: "x86_64" } } as const;
  const from = (name: string, release: string, to: string) =>
    evidenceOf(choose(hostOf(name, release, { machine }), [to]), to, "processor");
  expect(from("gpu", "centos-stream-9", "almalinux-9")).toMatchObject({ verdict: "for", short: "needs v2" });
  expect(from("gpu", "centos-stream-9", "almalinux-10")).toMatchObject({
    verdict: "unknown",
    condition: "AlmaLinux 10 needs x86-64-v3 (its x86_64_v2 build: v2): whether the processor has it is not known",
  });
  expect(from("centos-7.6", "centos-linux-7", "almalinux-9")?.verdict).toBe("unknown");
});

test("hosts with the same answer are one cohort", () => {
  const one = choose(hostOf("gpu", "centos-stream-9"), ["almalinux-9"]);
  const other = choose(hostOf("old-megaraid", "centos-stream-9"), ["almalinux-9"]);
  const cohorts = choiceCohorts([other, one, { ...one, host: "twin" }]);
  expect(cohorts.map(({ hosts, target }) => [hosts, target])).toEqual([
    [["gpu", "twin"], "almalinux-9"],
    [["old-megaraid"], "almalinux-9"],
  ]);
});

const ownReleases = new Map([
  ["centos-7.6", "centos-linux-7"],
  ["el8-aws", "rhel-8"],
  ["el8-azure", "centos-linux-8"],
  ["sql-server", "rhel-8"],
  ["gpu", "centos-stream-9"],
  ["satellite-capsule", "rhel-9"],
  ["el9", "almalinux-9"],
  ["old-megaraid", "centos-stream-9"],
  ["dead-controller", "centos-linux-7"],
  ["stream-8-web", "centos-stream-8"],
]);
const anyHost = fc.constantFrom(...ownReleases).map(([name, from]) => hostOf(name, from));
const anyTargets = fc.uniqueArray(fc.constantFrom(...catalog.releases.filter(({ major }) => major > 7)), {
  minLength: 1,
  maxLength: 5,
  selector: ({ id }) => id,
});

function chooseReleases(
  host: HostGrounds,
  targets: readonly HostGrounds["release"][],
  profile: (typeof profiles)[number],
): HostChoice {
  const others = targets.filter(({ id }) => id !== host.release.id);
  const grounds = [host.release, ...others].map((one) => ({
    release: one,
    route: wayTo(host.release, one, undefined, catalog),
    packages: notSolved,
    findings: [],
    isUnchecked: !isFerrys(one),
  }));
  return compareHost(host, grounds, profile, context);
}

test("of a host's own facts too: fixes for longer never make a target worse", () => {
  const day = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(
      anyHost,
      anyTargets,
      fc.constantFrom(...profiles),
      fc.nat(4),
      day,
      day,
      (host, all, profile, at, ...days) => {
        const [sooner = "", later = ""] = days.map((one) => one.toISOString().slice(0, 10)).toSorted();
        const changed = all[at % all.length]?.id;
        const placeWith = (security: string): number => {
          const targets = all.map((one) =>
            one.id === changed ? { ...one, support: { ...one.support, security } } : one,
          );
          const { ranking } = chooseReleases(host, targets, profile).advice;
          const place = ranking.findIndex(({ target }) => target === changed);
          return place < 0 ? ranking.length : place;
        };
        if (changed === host.release.id) return;
        expect(placeWith(later)).toBeLessThanOrEqual(placeWith(sooner));
      },
    ),
    { numRuns: 60 },
  );
});

test("of a host's own facts too: what a hard rule hits is never advised, and what nobody supports is hit", () => {
  fc.assert(
    fc.property(anyHost, anyTargets, fc.constantFrom(...profiles), (host, all, profile) => {
      const { advice, candidates } = chooseReleases(host, all, profile);
      const out = new Set(advice.excluded.map(({ target }) => target));
      for (const { target, evidence } of candidates) {
        const end = catalog.releases.find(({ id }) => id === target)?.support.security ?? null;
        if (end !== null && end < context.today) expect([...out]).toContain(target);
        expect(out.has(target)).toBe(evidence.some(({ rule }) => rule !== undefined));
      }
      expect(advice.kind === "none" || !out.has(advice.target)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
