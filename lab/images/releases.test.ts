import { describe, expect, test } from "vitest";
import { newestKernels } from "./debian-kernels.ts";
import { elNameOf } from "./debian-names.ts";
import { publicationsOf } from "./publications.ts";
import { isLabRelease, labReleases, sourceEdition, targetEdition } from "./releases.ts";
import { cases } from "./universe/cases.ts";
import { identity } from "./universe/identity.ts";
import { leaves } from "./universe/leaves.ts";
import { moduleDocuments, modulePackages } from "./universe/modules.ts";
import { services } from "./universe/services.ts";
import { inventedVersion, knownVersion } from "./universe/versions.ts";
import { variantNames, variants } from "./variants.ts";

const editions = [...new Set(labReleases.flatMap((release) => [sourceEdition(release), targetEdition(release)]))];

function keys(key: string): string {
  return `key of ${key}\n`;
}

describe("releases", () => {
  test("go to AlmaLinux of their own major", () => {
    expect(labReleases.map((release) => targetEdition(release).id)).toEqual([
      "almalinux-9",
      "almalinux-8",
      "almalinux-10",
      "almalinux-8",
    ]);
    expect(isLabRelease("centos-stream-9")).toBe(true);
    expect(isLabRelease("centos-linux-7")).toBe(false);
  });

  test("have their repositories at addresses of their own", () => {
    const paths = editions.flatMap((edition) => publicationsOf(edition).flatMap((publication) => publication.paths));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain("repo.almalinux.org/almalinux/9.8/BaseOS/x86_64/os");
    expect(paths).toContain("repo.almalinux.org/almalinux/8/PowerTools/x86_64/os");
    expect(paths).toContain("vault.centos.org/centos/8-stream/AppStream/x86_64/os");
    expect(paths).toContain("mirror.stream.centos.org/SIGs/9-stream/extras/x86_64/extras-common");
  });
});

describe.each(editions.map((edition) => [edition.id, edition] as const))("the packages of %s", (_, edition) => {
  const packages = [...identity(edition, keys), ...services(edition), ...cases(edition), ...leaves(edition)];

  test("have one of each name", () => {
    const names = packages.map(({ name }) => name);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });

  test("do not put different things at one path", () => {
    const paths = packages.flatMap((own) =>
      Object.entries(own.files).map(([path, entry]) => ({ path, entry: JSON.stringify(entry) })),
    );
    const first = new Map<string, string>();
    for (const { path, entry } of paths)
      expect(first.get(path) ?? entry).toBe((first.set(path, first.get(path) ?? entry), entry));
  });

  test("say what dnf and Ferry know the distribution by", () => {
    const release = packages.find(({ provides }) =>
      provides.some((each) => each.startsWith("system-release(releasever)")),
    );
    expect(release?.provides).toContain(`system-release(releasever) = ${edition.major}`);
    expect(release?.provides).toContain(`base-module(platform:el${edition.major})`);
    const osRelease = release?.files["/usr/lib/os-release"];
    expect(osRelease?.kind === "text" && osRelease.text).toContain(`VERSION_ID="${edition.versionId}"`);
  });
});

describe("what becomes of packages", () => {
  const stream = sourceEdition("centos-stream-9");
  const alma = targetEdition("centos-stream-9");
  const names = Array.from({ length: 200 }, (_, number) => `package-${number}`);
  const evrs = names.map((name) => ({
    old: inventedVersion(stream, name, "1.0"),
    new: inventedVersion(alma, name, "1.0"),
  }));
  const release = (evr: string): number => Number.parseInt(evr.split("-")[1] ?? "", 10);

  test("is each of the four: the same, built again, newer, older", () => {
    expect(evrs.filter((evr) => evr.old === evr.new).length).toBeGreaterThan(20);
    expect(evrs.filter((evr) => evr.new === `${evr.old}.alma.1`).length).toBeGreaterThan(10);
    expect(evrs.filter((evr) => release(evr.new) > release(evr.old)).length).toBeGreaterThan(20);
    expect(evrs.filter((evr) => release(evr.new) < release(evr.old)).length).toBeGreaterThan(10);
  });

  test("on CentOS Linux 8 is never older", () => {
    const linux = sourceEdition("centos-linux-8");
    const target = targetEdition("centos-linux-8");
    for (const name of names) {
      expect(release(inventedVersion(target, name, "1.0"))).toBeGreaterThanOrEqual(
        release(inventedVersion(linux, name, "1.0")),
      );
    }
    expect(knownVersion(linux, "bash")).toBe("4.4.20-2");
  });

  test("is shown by a package each: dropped, renamed, split, moved", () => {
    const byName = new Map(cases(alma).map((own) => [own.name, own]));
    const before = new Map(cases(stream).map((own) => [own.name, own]));
    expect(before.has("cockpit-legacy-certificates") && !byName.has("cockpit-legacy-certificates")).toBe(true);
    expect(byName.get("s-nail")?.obsoletes).toEqual(["mailx < 12.6"]);
    expect(byName.get("network-scripts-ifup")?.obsoletes).toEqual(byName.get("network-scripts-ifdown")?.obsoletes);
    expect([before.get("libblueprint-devel")?.repository, byName.get("libblueprint-devel")?.repository]).toEqual([
      "appstream",
      "crb",
    ]);
  });
});

describe("module streams", () => {
  test("are on EL 8 and 9 and label their packages", () => {
    const stream = sourceEdition("centos-stream-8");
    const labels = modulePackages(stream).map(({ module }) => module);
    expect(
      labels.every((label) => label !== undefined && moduleDocuments(stream).includes(label.split(":")[2] ?? "?")),
    ).toBe(true);
    expect(
      modulePackages(stream)
        .filter(({ installed }) => installed)
        .map(({ name, version }) => `${name} ${version}`),
    ).toEqual(["nodejs 18.20.8", "nodejs-libs 18.20.8"]);
    expect(moduleDocuments(sourceEdition("centos-stream-10"))).toBe("");
  });
});

describe("Debian's names", () => {
  test.each([
    ["libc6", "glibc"],
    ["libattr1", "libattr"],
    ["python3.11-minimal", "python3"],
    ["openssh-sftp-server", "openssh-server"],
    ["bash", "bash"],
    ["dpkg", undefined],
    ["dash", undefined],
  ])("%s is EL's %s", (debian, name) => expect(elNameOf(debian)).toBe(name));

  test("of kernels are ordered by their numbers", () => {
    const names = ["9-cloud-amd64", "56-cloud-amd64", "100-cloud-amd64", "101-rt-amd64", "55-cloud-amd64-dbg"];
    expect(newestKernels(names.map((name) => `linux-image-6.1.0-${name}`))).toEqual([
      "linux-image-6.1.0-100-cloud-amd64",
      "linux-image-6.1.0-56-cloud-amd64",
    ]);
  });
});

describe("variants", () => {
  test("name the driver for the host's own kernel", () => {
    expect(variants["vendor-kmod"].command("centos-linux-8")).toContain(
      "kmod-examplevendor-2.1-1.4.18.0_348.7.1.el8_5",
    );
    expect(Object.keys(variants)).toEqual([...variantNames]);
  });
});
