import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { choiceHosts } from "../../test/support/choice-hosts.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import type { Facts } from "../facts/facts.ts";
import type { EvidenceTopic, HostChoice } from "./choice.ts";
import { choiceCohorts } from "./choice-cohorts.ts";
import { compareHost, reachableTargets, routeTo } from "./compare-host.ts";
import type { HostGrounds, SolvedPackages } from "./host-grounds.ts";

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
    route: routeTo(host.release, one, undefined, { catalog }),
    packages,
    findings: [],
  }));
  return compareHost(host, grounds, "production", context);
}

function evidenceOf({ candidates }: HostChoice, target: string, topic: EvidenceTopic) {
  return candidates.find((one) => one.target === target)?.evidence.find((one) => one.topic === topic);
}

test.each([
  ["centos-stream-9", ["centos-stream-9", "almalinux-9", "almalinux-10", "almalinux-kitten-10"]],
  ["almalinux-9", ["almalinux-9", "almalinux-10", "almalinux-kitten-10"]],
  ["almalinux-10", ["almalinux-10"]],
  ["rhel-7", ["rhel-7", "almalinux-8", "almalinux-9", "almalinux-10"]],
])("from %s lead ways to %j", (from, targets) => {
  expect(reachableTargets(release(from), undefined, context).map(({ id }) => id)).toEqual(targets);
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
  };
  const choice = choose(hostOf("gpu", "centos-stream-9"), ["almalinux-9"], { kind: "solved", ...counts, lost });
  expect(evidenceOf(choice, "almalinux-9", "packages")).toMatchObject({
    verdict: "for",
    says: "By the solver, to AlmaLinux 9: 3 kept, 0 newer, 0 older, 2 renamed, 0 lost",
  });
});

test("a target that no way leads to is out", () => {
  const choice = choose(hostOf("gpu", "centos-stream-9"), ["rocky-9", "almalinux-8"]);
  expect(evidenceOf(choice, "rocky-9", "way")).toMatchObject({ verdict: "stops", rule: "no-way" });
  expect(evidenceOf(choice, "almalinux-8", "way")?.says).toMatch(/no tool goes back a major version/);
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

test("hosts with the same answer are one cohort", () => {
  const one = choose(hostOf("gpu", "centos-stream-9"), ["almalinux-9"]);
  const other = choose(hostOf("old-megaraid", "centos-stream-9"), ["almalinux-9"]);
  const cohorts = choiceCohorts([other, one, { ...one, host: "twin" }]);
  expect(cohorts.map(({ hosts, target }) => [hosts, target])).toEqual([
    [["gpu", "twin"], "almalinux-9"],
    [["old-megaraid"], "almalinux-9"],
  ]);
});
