import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeTable, type PackageDescription } from "../../test/repodata/describe-table.ts";
import { dataFolder, hasData, oracleLines, pythonCan } from "../../test/repodata/oracle.ts";
import { parsePrimary } from "./parse-primary.ts";

const hasCreaterepo = pythonCan("import createrepo_c");
const hasSolv = pythonCan("import solv");
if (!hasCreaterepo || !hasSolv) console.log("not run: python3-createrepo-c and python3-solv are not both there");
if (!hasData) console.log(`not run on real repositories: no data at ${dataFolder}`);

/** The columns that libsolv gives: names to build time, then the dependencies, whose order it changes. */
function inSolvForm(row: PackageDescription): unknown[] {
  return [...row.slice(0, 5), ...row.slice(10, 18).map((list) => comparable(list as readonly string[]))];
}

/** Sorted, without rich dependencies, which libsolv writes in its own way; one of a single name is that name for it. */
function comparable(list: readonly string[]): readonly string[] {
  const plain = list.map((text) => text.replace(/^\(([^\s()]+)\)$/, "$1"));
  return plain.filter((text) => !text.startsWith("(")).toSorted(byCodePoint);
}

function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function compareWithCreaterepo(path: string): void {
  const theirs = oracleLines("dump-primary.py", path);
  const ours = describeTable(parsePrimary(new Uint8Array(readFileSync(path))));
  // libxml2's old SAX interface hands "&amp;" of attributes on as "&#38;", and createrepo_c keeps that
  expect(ours.map((row) => JSON.stringify(row))).toEqual(theirs.map((line) => line.replaceAll("&#38;", "&")));
}

function compareWithSolv(path: string): void {
  const theirs = oracleLines("dump-primary-libsolv.py", path).map((line) => {
    const row = JSON.parse(line) as (string | number | string[])[];
    return row.map((value) => (Array.isArray(value) ? comparable(value) : value));
  });
  expect(describeTable(parsePrimary(new Uint8Array(readFileSync(path)))).map(inSolvForm)).toEqual(theirs);
}

const spec = `
Name: ferry-sample
Epoch: 3
Version: 1.0~rc1
Release: 2%{?dist}
Summary: A <sample> & "its" 'quotes'
License: MIT
Vendor: Ferry & Sons
Provides: capability(a) = 4:5.6-7
Provides: odd&<name> = 1
Requires: plain
Requires: versioned >= 2:3.4-5
Requires(post): /bin/sh
Requires: (left if (right >= 1.0 and other))
Conflicts: old < 1
Obsoletes: older <= 2-1
Recommends: weak
Suggests: weaker > 1
Supplements: (this and that)
Enhances: more = 1
%description
Lines
of text & more.
%prep
%build
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/etc/ferry
touch "%{buildroot}/usr/bin/with space & more" %{buildroot}/etc/ferry/ünïcode
%post
/bin/true
%files
"/usr/bin/with space & more"
%dir /etc/ferry
/etc/ferry/ünïcode
%package child
Summary: A child
BuildArch: noarch
%description child
A child.
%files child
`;

describe.skipIf(!hasCreaterepo || !hasSolv)("a repository made by rpmbuild and createrepo_c", () => {
  let folder = "";
  let primary = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ferry-repodata-"));
    writeFileSync(join(folder, "sample.spec"), spec);
    const defines = ["--define", `_topdir ${folder}`, "--define", "dist .el9"];
    execFileSync("rpmbuild", ["-ba", ...defines, join(folder, "sample.spec")], { stdio: "pipe" });
    const repository = join(folder, "repository");
    mkdirSync(repository);
    execFileSync("sh", ["-c", 'cp "$0"/RPMS/*/*.rpm "$0"/SRPMS/*.rpm "$1"', folder, repository]);
    execFileSync("createrepo_c", ["--quiet", "--general-compress-type=gz", repository], { stdio: "pipe" });
    primary = join(folder, "primary.xml");
    execFileSync("sh", ["-c", 'gzip -dc "$0"/repodata/*-primary.xml.gz > "$1"', repository, primary]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("reads as createrepo_c reads it", () => compareWithCreaterepo(primary));
  test("reads as libsolv reads it", () => compareWithSolv(primary));
  test("holds the packages with all they say", () => {
    const rows = describeTable(parsePrimary(new Uint8Array(readFileSync(primary))));
    expect(rows.map((row) => row.slice(0, 3).join(" ")).toSorted()).toEqual([
      "ferry-sample 3:1.0~rc1-2.el9 src",
      "ferry-sample 3:1.0~rc1-2.el9 x86_64",
      "ferry-sample-child 3:1.0~rc1-2.el9 noarch",
    ]);
    const [row] = rows.filter(([name, , arch]) => name === "ferry-sample" && arch !== "src");
    expect(row?.[3]).toBe("Ferry & Sons");
    expect(row?.[11]).toContain("(left if (right >= 1.0 and other))");
    expect(row?.[10]).toContain("odd&<name> = 1");
    expect(row?.[18]).toContain("/usr/bin/with space & more");
  });
});

const real = ["almalinux-9-extras", "almalinux-9.5-appstream", "centos-7.2.1511-os", "epel-7", "epel-8", "zstd-sample"];

describe.skipIf(!hasData || !hasCreaterepo || !hasSolv)("real repositories read as others read them", () => {
  let folder = "";
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "ferry-repodata-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(real)("%s", (name) => {
    const [packed] = globSync(join(dataFolder, "repodata", name, "repodata/*-primary.xml.*"));
    if (packed === undefined) throw new Error(`Cannot test: no primary.xml in ${name}`);
    const primary = join(folder, `${name}.xml`);
    const unpack = packed.endsWith(".zst") ? "zstd" : packed.endsWith(".xz") ? "xz" : "gzip";
    execFileSync("sh", ["-c", '"$0" -dc "$1" > "$2"', unpack, packed, primary]);
    compareWithCreaterepo(primary);
    compareWithSolv(primary);
  });

  test("a closure that bazeldnf wrote, with elements in no namespace and no count", () => {
    const packed = readFileSync(join(dataFolder, "repodata/el8-closure/libvirt-devel-el8.xml.gz"));
    const rows = describeTable(parsePrimary(new Uint8Array(gunzipSync(packed))));
    expect(rows).toHaveLength(598);
    expect(rows[0]?.slice(0, 4)).toEqual(["libvirt-devel", "6.0.0-25.2.el8", "x86_64", "CentOS"]);
    expect(rows[0]?.[10]).toContain("pkgconfig(libvirt) = 6.0.0");
  });
});
