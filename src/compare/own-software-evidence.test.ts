import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { choiceHosts } from "../../test/support/choice-hosts.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import type { FactValue } from "../facts/facts.ts";
import type { SolvedPackages } from "./host-grounds.ts";
import { ownSoftwareEvidence } from "./own-software-evidence.ts";
import { wayTo } from "./way-to.ts";

const catalog = parseCatalog(dataFiles());
type OwnSoftware = FactValue<"ownSoftware">;
const nothing: OwnSoftware = { limits: [], programs: [], scripts: [], environments: [], modules: [] };

function release(id: string) {
  const found = catalog.releases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no release ${id}`);
  return found;
}

function evidence(
  own: Partial<OwnSoftware>,
  from: string,
  to: string,
  packages: SolvedPackages = { kind: "not-solved", because: "nothing was named" },
) {
  const [document] = choiceHosts;
  if (document === undefined) throw new Error("no hosts");
  const facts = { ...document.facts, ownSoftware: { kind: "known" as const, value: { ...nothing, ...own } } };
  const host = { host: "one", facts, release: release(from), minor: undefined };
  const route = wayTo(host.release, release(to), undefined, catalog);
  return ownSoftwareEvidence(
    host,
    { release: release(to), route, packages, findings: [] },
    { catalog, today: "2026-11-23", errata: undefined, costs: undefined },
  );
}

const program = (path: string, libraries: readonly string[], glibc?: string): OwnSoftware["programs"][number] => ({
  path,
  bits: 64,
  unread: false,
  libraries: [...libraries],
  ...(glibc === undefined ? {} : { glibc }),
});
const solved = (lostLibraries: readonly string[]): SolvedPackages => ({
  kind: "solved",
  withErasing: false,
  kept: 1,
  newer: 0,
  older: 0,
  renamed: 0,
  lost: [],
  changes: [],
  lostLibraries,
  repositories: ["baseos"],
  further: [],
});

const shop = program("/opt/shop/bin/shopd", ["libc.so.6", "libssl.so.1.1"], "2.28");

test("within a major version all goes on", () => {
  expect(evidence({ programs: [shop] }, "centos-stream-8", "almalinux-8")).toMatchObject({
    verdict: "for",
    short: "runs",
    says: "Outside rpm, home folders left aside: 1 program or library; the newest glibc that they name is 2.28, and AlmaLinux 8 has 2.28; libraries and interpreters keep their versions within the major version",
  });
  expect(evidence({}, "centos-stream-9", "almalinux-9")).toMatchObject({ verdict: "neutral", short: "none found" });
});

test.each<[string, Partial<OwnSoftware>]>([
  ["time", { limits: ["time"] }],
  ["a file that is too large", { programs: [{ ...program("/opt/big", []), unread: true }] }],
])("what was not looked at is unknown: %s", (_, own) => {
  const { verdict, says } = evidence(own, "centos-stream-9", "almalinux-9");
  expect([verdict, says]).toEqual(["unknown", expect.stringMatching(/; not all was looked at: /)]);
});

test("a symbol of a glibc that the target does not have", () => {
  expect(evidence({ programs: [program("/opt/new", [], "2.38")] }, "centos-stream-9", "almalinux-9")).toMatchObject({
    verdict: "against",
    details: ["/opt/new needs glibc 2.38"],
    remedy: "what is outside rpm built anew for AlmaLinux 9",
  });
});

test.each([
  ["OpenSSL of EL8", [shop], "rhel-8", "almalinux-9", "against", /libssl\.so\.1\.1/],
  [
    "OpenSSL in the bundle",
    [shop, program("/opt/shop/lib/libssl.so.1.1", [])],
    "rhel-8",
    "almalinux-9",
    "for",
    /2\.28/,
  ],
  ["OpenSSL of EL9", [program("/opt/a", ["libssl.so.3"], "2.34")], "rhel-9", "almalinux-10", "unknown", /2\.34/],
  [
    "Python of EL8",
    [program("/opt/a", ["libpython3.6m.so.1.0"])],
    "rhel-8",
    "almalinux-9",
    "against",
    /libpython3\.6m/,
  ],
  ["glibc alone", [program("/opt/a", ["libc.so.6"], "2.17")], "centos-linux-7", "almalinux-8", "for", /2\.17/],
] as const)("to the next major version: %s", (_, programs, from, to, verdict, says) => {
  const found = evidence({ programs: [...programs] }, from, to);
  expect([found.verdict, found.says]).toEqual([verdict, expect.stringMatching(says)]);
});

test("a library that the solver saw go, of the same bits", () => {
  const programs = [program("/opt/a", ["libfoo.so.1"])];
  const to = (lost: string) => evidence({ programs }, "centos-stream-9", "almalinux-9", solved([lost])).verdict;
  expect([to("libfoo.so.1()(64bit)"), to("libfoo.so.1")]).toEqual(["against", "for"]);
});

test.each([
  ["the system's Python of EL8", { version: "3.6", home: "/usr/bin" }, "almalinux-9", "against"],
  ["a Python that stands beside in both", { version: "3.11", home: "/usr/bin" }, "almalinux-9", "for"],
  ["a Python of its own", { version: "3.7", home: "/opt/python3.7/bin" }, "almalinux-9", "for"],
  ["the same major version", { version: "3.6", home: "/usr/bin" }, "almalinux-8", "for"],
])("a Python environment of %s", (_, environment, to, verdict) => {
  const found = evidence({ environments: [{ path: "/srv/venv", ...environment }] }, "centos-stream-8", to);
  expect(found.verdict).toBe(verdict);
});

test.each([
  ["", "centos-linux-7", "almalinux-8", "against"],
  ["2", "rhel-8", "almalinux-9", "against"],
  ["3", "rhel-8", "almalinux-9", "for"],
  ["3.6", "rhel-8", "almalinux-9", "against"],
])("a script of python%s from %s to %s", (version, from, to, verdict) => {
  expect(evidence({ scripts: [{ path: "/usr/local/bin/a", version }] }, from, to).verdict).toBe(verdict);
});

test("modules are for the interpreters of their major version", () => {
  const modules: OwnSoftware["modules"] = [
    { kind: "pip", path: "/usr/local/lib/python3.6/site-packages/requests-2.dist-info", version: "3.6" },
    { kind: "perl", path: "/usr/local/lib64/perl5/auto/Moo/.packlist" },
  ];
  expect(evidence({ modules }, "rhel-8", "almalinux-9")).toMatchObject({ verdict: "against", short: "2 to rebuild" });
  expect(evidence({ modules }, "rhel-8", "almalinux-8")).toMatchObject({ verdict: "for" });
});
