import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { choiceHosts } from "../../test/support/choice-hosts.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { applicationEvidence, repositoryEvidence } from "./application-evidence.ts";
import type { HostGrounds, SolvedPackages, TargetGrounds } from "./host-grounds.ts";
import { wayTo } from "./way-to.ts";

const catalog = parseCatalog(dataFiles());
const context = { catalog, today: "2026-11-23", errata: undefined, costs: undefined };

function release(id: string) {
  const found = catalog.releases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no release ${id}`);
  return found;
}

function grounds(name: string, from: string, to: string, packages: SolvedPackages): [HostGrounds, TargetGrounds] {
  const document = choiceHosts.find(({ host }) => host === name);
  if (document === undefined) throw new Error(`no host ${name}`);
  const host = { host: name, facts: document.facts, release: release(from), minor: undefined };
  const route = wayTo(host.release, release(to), undefined, catalog);
  return [host, { release: release(to), route, packages, findings: [] }];
}

function solved(name: string, from: string, to: string): SolvedPackages {
  const counts = { kept: 1, newer: 1, older: 0, renamed: 0, lost: [] };
  return {
    kind: "solved",
    withErasing: false,
    ...counts,
    changes: [{ name, from, to }],
    lostLibraries: [],
    repositories: ["baseos"],
    further: [],
  };
}

test.each([
  ["a minor version", "13.19-16.el9", "13.20-16.el9", "for"],
  ["another major version", "13.20-1.el9", "16.4-1.el9", "against"],
  ["another of the old two-number series", "9.2.24-8.el7", "9.6.1-1.el7", "against"],
])("PostgreSQL that goes to %s", (_, from, to, verdict) => {
  const [host, target] = grounds(
    "old-megaraid",
    "centos-stream-9",
    "almalinux-9",
    solved("postgresql-server", from, to),
  );
  expect(applicationEvidence(host, target, context).verdict).toBe(verdict);
});

const notSolved: SolvedPackages = { kind: "not-solved", because: "nothing was named" };

test("a database of the distribution jumps with the major version", () => {
  const [host, target] = grounds("centos-7.6", "centos-linux-7", "almalinux-8", notSolved);
  expect(applicationEvidence(host, target, context)).toMatchObject({
    verdict: "against",
    says: expect.stringMatching(/^MariaDB 5\.5\.60 jumps to another series/),
  });
});

test.each([
  ["satellite-capsule", "rhel-9", "almalinux-9", "against"],
  ["sql-server", "rhel-8", "almalinux-8", "for"],
  ["gpu", "centos-stream-9", "almalinux-9", "for"],
  ["gpu", "centos-stream-9", "almalinux-10", "for"],
  ["sql-server", "rhel-8", "almalinux-9", "against"],
  ["stream-8-web", "centos-stream-8", "almalinux-8", "unknown"],
  ["el8-aws", "rhel-8", "almalinux-8", "neutral"],
])("the repositories of %s on %s count for %s: %s", (name, from, to, verdict) => {
  const [host, target] = grounds(name, from, to, notSolved);
  expect(repositoryEvidence(host, target, context).verdict).toBe(verdict);
});
