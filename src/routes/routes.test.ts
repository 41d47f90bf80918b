import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import type { Release } from "../catalog/release.ts";
import { planRoute } from "./plan-route.ts";
import { recognise } from "./recognise.ts";
import { releasePackages } from "./release-packages.ts";
import { targetRepositories } from "./target-repositories.ts";

const catalog = parseCatalog(dataFiles());

function release(id: string): Release {
  const found = catalog.releases.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no release ${id}`);
  return found;
}

function os(id: string, name: string, versionId: string) {
  return { id, name, versionId, prettyName: `${name} ${versionId}` };
}

test.each([
  [os("centos", "CentOS Linux", "7"), "CentOS Linux release 7.9.2009 (Core)", "centos-linux-7", 9],
  [os("centos", "CentOS Linux", "8"), "CentOS Linux release 8.5.2111", "centos-linux-8", 5],
  [os("centos", "CentOS Linux", "8"), undefined, "centos-linux-8", undefined],
  [os("centos", "CentOS Stream", "8"), "CentOS Stream release 8", "centos-stream-8", undefined],
  [os("centos", "CentOS Stream", "9"), "CentOS Stream release 9", "centos-stream-9", undefined],
  [os("centos", "CentOS Stream", "10"), "CentOS Stream release 10 (Coughlan)", "centos-stream-10", undefined],
  [os("almalinux", "AlmaLinux", "9.5"), "AlmaLinux release 9.5 (Teal Serval)", "almalinux-9", 5],
  [os("almalinux", "AlmaLinux Kitten", "10"), undefined, "almalinux-kitten-10", undefined],
  [os("rhel", "Red Hat Enterprise Linux Server", "7.9"), undefined, "rhel-7", 9],
  [os("rhel", "Red Hat Enterprise Linux", "8.10"), undefined, "rhel-8", 10],
  [os("rocky", "Rocky Linux", "9.4"), undefined, "rocky-9", 4],
  [os("ol", "Oracle Linux Server", "8.10"), "Red Hat Enterprise Linux release 8.10 (Ootpa)", "oracle-8", 10],
  [undefined, "CentOS release 6.10 (Final)", "centos-linux-6", 10],
  [undefined, "CentOS Stream release 10 (Coughlan)", "centos-stream-10", undefined],
])("recognise(%o, %o) is %s, minor %s", (osRelease, line, id, minor) => {
  const result = recognise(osRelease, line, catalog);
  expect(result).toMatchObject({ kind: "known", release: { id } });
  expect(result.kind === "known" ? result.minor : undefined).toBe(minor);
});

test.each([
  [os("debian", "Debian GNU/Linux", "12"), undefined, "Debian GNU/Linux 12 is not CentOS"],
  [os("fedora", "Fedora Linux", "43"), "Fedora release 43", "Fedora Linux 43 is not CentOS"],
  [os("centos", "CentOS Stream", "11"), undefined, "CentOS Stream 11 is a release that Ferry does not know"],
  [os("almalinux", "AlmaLinux", ""), undefined, "is a release that Ferry does not know"],
  [undefined, "Red Hat Enterprise Linux release 8.10 (Ootpa)", "does not tell its release"],
  [undefined, undefined, "no /etc/os-release"],
])("recognise(%o, %o) knows it not: %s", (osRelease, line, because) => {
  const result = recognise(osRelease, line, catalog);
  expect(result.kind === "unknown" ? result.because : "known").toContain(because);
});

const x86 = (cpuLevel: number) => ({ architecture: "x86_64", cpuLevel });

test.each([
  ["centos-linux-7", undefined, x86(1), "upgrade:almalinux-8", "x86_64"],
  ["centos-linux-8", undefined, x86(1), "convert:almalinux-8", "x86_64"],
  ["centos-stream-8", undefined, x86(3), "convert:almalinux-8", "x86_64"],
  ["centos-stream-9", undefined, x86(2), "convert:almalinux-9", "x86_64"],
  ["centos-stream-10", undefined, x86(3), "convert:almalinux-10", "x86_64"],
  ["centos-stream-10", undefined, x86(2), "convert:almalinux-10", "x86_64_v2"],
  ["centos-stream-10", undefined, x86(1), "convert:almalinux-10", undefined],
  ["centos-stream-10", undefined, { architecture: "x86_64" }, "convert:almalinux-10", "x86_64"],
  ["centos-stream-9", undefined, { architecture: "s390x" }, "convert:almalinux-9", "s390x"],
  ["rocky-9", undefined, x86(2), "convert:almalinux-9", "x86_64"],
  ["oracle-8", undefined, x86(2), "convert:almalinux-8", "x86_64"],
  ["rhel-10", undefined, x86(4), "convert:almalinux-10", "x86_64"],
  ["centos-stream-9", "almalinux-10", x86(3), "convert:almalinux-9 upgrade:almalinux-10", "x86_64"],
  ["centos-stream-9", "AlmaLinux 10", x86(2), "convert:almalinux-9 upgrade:almalinux-10", "x86_64_v2"],
  ["centos-linux-7", "almalinux10", x86(3), "upgrade:almalinux-8 upgrade:almalinux-9 upgrade:almalinux-10", "x86_64"],
  ["almalinux-9", "almalinux-10", x86(3), "upgrade:almalinux-10", "x86_64"],
  ["almalinux-9", "almalinux-kitten-10", x86(3), "upgrade:almalinux-kitten-10", "x86_64"],
  ["centos-linux-6", undefined, x86(3), "rebuild:almalinux-10", "x86_64"],
  ["centos-linux-6", undefined, x86(1), "rebuild:almalinux-8", "x86_64"],
  ["centos-linux-6", "almalinux-9", x86(3), "rebuild:almalinux-9", "x86_64"],
  ["rhel-7", undefined, x86(2), "rebuild:almalinux-10", "x86_64_v2"],
  ["centos-linux-7", undefined, { architecture: "ppc64" }, "rebuild:almalinux-10", undefined],
] as const)("planRoute() from %s to %s on %o is %s, build %s", (from, to, machine, way, build) => {
  const route = planRoute({ from: release(from), machine, ...(to === undefined ? {} : { to }) }, catalog);
  if (route.kind !== "route") throw new Error(JSON.stringify(route));
  expect(route.hops.map((hop) => `${hop.kind}:${hop.to.id}`).join(" ")).toBe(way);
  expect(route.build?.architecture).toBe(build);
  expect(route.target.id).toBe(route.hops.at(-1)?.to.id);
});

test("each hop has the build of its own release", () => {
  const route = planRoute({ from: release("centos-stream-9"), to: "almalinux-10", machine: x86(2) }, catalog);
  if (route.kind !== "route") throw new Error(route.kind);
  expect(route.hops.map((hop) => hop.build?.architecture)).toEqual(["x86_64", "x86_64_v2"]);
});

test.each([
  ["almalinux-9", undefined, "arrived"],
  ["almalinux-9", "almalinux-9", "arrived"],
  ["almalinux-9", "almalinux-8", "none"],
  ["centos-stream-9", "almalinux-8", "none"],
  ["centos-stream-9", "centos-stream-10", "none"],
  ["centos-stream-9", "almalinux-99", "none"],
] as const)("planRoute() from %s to %s is %s", (from, to, kind) => {
  expect(planRoute({ from: release(from), ...(to === undefined ? {} : { to }) }, catalog).kind).toBe(kind);
});

function repositories(target: string, architecture: string, enabled: readonly string[]) {
  const build = release(target).builds.find((candidate) => candidate.architecture === architecture);
  if (build === undefined) throw new Error(`no build ${architecture}`);
  return targetRepositories(release(target), build, enabled, catalog);
}

test.each([
  ["almalinux-9", ["baseos", "appstream", "extras-common"], ["appstream", "baseos", "extras"]],
  ["almalinux-9", ["baseos", "crb", "highavailability"], ["appstream", "baseos", "crb", "extras", "highavailability"]],
  ["almalinux-8", ["BaseOS", "PowerTools"], ["appstream", "baseos", "extras", "powertools"]],
  ["almalinux-8", ["ol8_baseos_latest", "ol8_codeready_builder"], ["appstream", "baseos", "extras", "powertools"]],
  ["almalinux-8", ["rhel-8-for-x86_64-highavailability-rpms"], ["appstream", "baseos", "extras", "ha"]],
  [
    "almalinux-9",
    ["rhel-9-for-x86_64-highavailability-eus-rpms", "rhel-9-baseos-rhui-rpms"],
    ["appstream", "baseos", "extras", "highavailability"],
  ],
  ["almalinux-10", ["baseos"], ["appstream", "baseos", "crb", "extras"]],
])("targetRepositories() of %s for a host with %o are %o", (target, enabled, ids) => {
  expect(repositories(target, "x86_64", enabled).map((repository) => repository.id)).toEqual(ids);
});

test("targetRepositories() fills in version and build", () => {
  expect(repositories("almalinux-10", "x86_64_v2", []).find((repository) => repository.id === "baseos")).toMatchObject({
    baseUrl: "https://repo.almalinux.org/almalinux/10/BaseOS/x86_64_v2/os/",
    mirrorList: "https://mirrors.almalinux.org/mirrorlist/10/baseos?arch=x86_64_v2",
    key: "RPM-GPG-KEY-AlmaLinux-10",
  });
  const urls = catalog.repositories.map((repository) => repository.baseUrl + (repository.mirrorList ?? ""));
  for (const url of urls) expect(url.replaceAll("$releasever", "9").replaceAll("$basearch", "x")).not.toContain("$");
});

test("releasePackages() swaps what AlmaLinux has and drops what is named so", () => {
  const installed = new Set([
    "bash",
    "centos-stream-release",
    "centos-stream-repos",
    "centos-gpg-keys",
    "centos-logos",
    "centos-backgrounds",
    "epel-next-release",
  ]);
  const available = new Set(["bash", "almalinux-release", "almalinux-repos", "almalinux-gpg-keys", "almalinux-logos"]);
  const { swap, drop } = releasePackages(release("centos-stream-9"), installed, available, catalog);
  expect(Object.fromEntries(swap.map((item) => [item.from, item.to]))).toEqual({
    "centos-stream-release": ["almalinux-release"],
    "centos-stream-repos": ["almalinux-repos", "almalinux-release"],
    "centos-gpg-keys": ["almalinux-gpg-keys", "almalinux-release"],
    "centos-logos": ["almalinux-logos"],
  });
  expect(drop.map((item) => item.name)).toEqual(["epel-next-release"]);
});
