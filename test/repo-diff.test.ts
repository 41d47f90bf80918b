import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { RepositoryDiffDocument } from "../src/report/repository-schema.ts";
import { expectHarmless, ferry, workFolder } from "./support/ferry.ts";
import { has } from "./support/has-tools.ts";
import { buildLibraryRepository } from "./support/library-repositories.ts";
import { madeIndex, modulesYaml } from "./support/made-modules.ts";
import { primaryPackage, primaryXml, writeRawRepository } from "./support/raw-repository.ts";
import { sharedData } from "./support/shared-data.ts";

const work = workFolder("repo-diff");

async function diffOf(...args: readonly string[]) {
  const { stdout, stderr, exit } = await ferry(["repo", "diff", ...args, "--json"], work);
  expect([exit, stderr]).toEqual([0, ""]);
  return RepositoryDiffDocument.parse(JSON.parse(stdout));
}

async function textOf(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exit } = await ferry(["repo", "diff", ...args], work);
  expect([exit, stderr]).toEqual([0, ""]);
  expectHarmless(stdout);
  return stdout;
}

function expectNarrow(text: string): void {
  expect(text.split("\n").filter((line) => line.length > 80 && !/^[AB] {2}/.test(line))).toEqual([]);
}

describe.skipIf(!has("gcc", "rpmbuild", "createrepo_c"))("with real libraries", () => {
  beforeAll(() => {
    const programs = { draw: "SHAPE_1.0", paint: "SHAPE_1.1" };
    const symbols = ["SHAPE_1.0", "SHAPE_1.1"];
    buildLibraryRepository(join(work, "one"), { version: "1.1", soname: "libshape.so.1", symbols, programs });
    buildLibraryRepository(join(work, "older"), {
      version: "1.0",
      soname: "libshape.so.1",
      symbols: ["SHAPE_1.0"],
      programs: { draw: "SHAPE_1.0" },
    });
    buildLibraryRepository(join(work, "two"), {
      version: "2.0",
      soname: "libshape.so.2",
      symbols: ["SHAPE_2.0"],
      programs: { draw: "SHAPE_2.0" },
    });
  });

  test("a new soname breaks what is linked with the old one", async () => {
    const { abi, newer, onlyLeft, sonames } = await diffOf("one", "two", "--abi");
    expect(newer.map((change) => [change.left, change.right, change.source])).toEqual([
      ["1.1-1", "2.0-1", "shape"],
      ["1.1-1", "2.0-1", "shape"],
    ]);
    expect(onlyLeft).toEqual([expect.stringMatching(/^paint-1\.1-1\./)]);
    expect(sonames.onlyLeft).toEqual([
      { name: "libshape.so.1()(64bit)", neededBy: 2 },
      { name: "libshape.so.1(SHAPE_1.0)(64bit)", neededBy: 1 },
      { name: "libshape.so.1(SHAPE_1.1)(64bit)", neededBy: 1 },
    ]);
    expect(abi?.onlyLeft).toMatchObject([
      {
        library: "libshape.so.1()(64bit)",
        gone: true,
        neededBy: [{ there: true }, { there: false }],
        successor: { library: "libshape.so.2()(64bit)" },
      },
    ]);
    expect(abi?.breaks.left.map(({ package: name, missing }) => [name.split(".")[0], missing])).toEqual([
      ["draw", ["libshape.so.1()(64bit)", "libshape.so.1(SHAPE_1.0)(64bit)"]],
      ["paint", ["libshape.so.1()(64bit)", "libshape.so.1(SHAPE_1.1)(64bit)"]],
    ]);
    const text = await textOf("one", "two", "--abi");
    expect(text).toContain("B has libshape.so.2()(64bit)");
    expectNarrow(text);
  });

  test("an older build of the same soname lacks a version of its symbols", async () => {
    const { abi, older } = await diffOf("one", "older", "--abi");
    expect(older).toHaveLength(2);
    expect(abi?.onlyLeft).toMatchObject([
      { gone: false, missing: [{ name: "libshape.so.1(SHAPE_1.1)(64bit)", neededBy: 1 }] },
    ]);
    expect(abi?.breaks.left).toMatchObject([{ package: expect.stringMatching(/^paint\./), there: false }]);
    expect(abi?.onlyRight).toEqual([]);
    const text = await textOf("one", "older", "--abi");
    expect(text).toMatch(/libshape\.so\.1\(\)\(64bit\) of shape\.\w+: without SHAPE_1\.1/);
    expect(text).toContain("None: what is built against B finds its libraries in A");
    expect(await textOf("one", "older", "--abi", "--full")).toMatch(
      /\n {5}libshape\.so\.1\(SHAPE_1\.1\)\(64bit\) {2}needed by 1 package\n/,
    );
  });

  test("the same packages built again differ in their files only", async () => {
    execFileSync("cp", ["-r", join(work, "one"), join(work, "again")]);
    const [rpm = ""] = readdirSync(join(work, "again"), { recursive: true, encoding: "utf8" }).filter((name) =>
      /paint.*\.rpm$/.test(name),
    );
    writeFileSync(join(work, "again", rpm), "\0", { flag: "a" });
    execFileSync("createrepo_c", ["--quiet", join(work, "again")]);
    const { equal, same, rebuilt, newer } = await diffOf("one", "again");
    expect([equal, same, rebuilt.length, newer]).toEqual([false, 3, 1, []]);
    expect((await ferry(["repo", "diff", "one", "again", "--exit-code"], work)).exit).toBe(100);
  });
});

describe("modules", () => {
  const write = (name: string, builds: Parameters<typeof madeIndex>[0], defaults: readonly string[]) =>
    writeRawRepository(join(work, name), [
      { name: "primary.xml", bytes: Buffer.from(primaryXml([primaryPackage("node")])) },
      { name: "modules.yaml", bytes: Buffer.from(modulesYaml(madeIndex(builds, defaults))) },
    ]);

  test("streams and defaults stand side by side, and make a difference", async () => {
    write("m1", ["node:18:1", "node:16:1", "php:8.1:5"], ["node:18"]);
    write("m2", ["node:18:2", "node:20:1", "php:8.1:5"], ["node:20"]);
    const { equal, modules, same } = await diffOf("m1", "m2");
    expect([equal, same]).toEqual([false, 1]);
    expect(modules).toEqual({
      kind: "known",
      streams: { left: 3, right: 3 },
      same: 1,
      changed: [
        { module: "node", stream: "16", left: "1", right: "" },
        { module: "node", stream: "18", left: "1", right: "2" },
        { module: "node", stream: "20", left: "", right: "1" },
      ],
      defaults: [{ module: "node", left: "18", right: "20" }],
    });
    const text = await textOf("m1", "m2");
    expect(text).toContain("  3 in A, 3 in B; 1 in the same version\n");
    expect(text).toMatch(/only in A +1: node:16\n/);
    expect(text).toMatch(/other default +1: node 18 → 20\n/);
  });

  test("modules that cannot be read are no equal ones", async () => {
    writeRawRepository(join(work, "m3"), [
      { name: "primary.xml", bytes: Buffer.from(primaryXml([primaryPackage("node")])) },
      { name: "modules.yaml.gz", bytes: Buffer.from("no gzip") },
    ]);
    const { equal, modules } = await diffOf("m3", "m3");
    expect([equal, modules.kind]).toEqual([false, "unreadable"]);
    expect(await textOf("m3", "m3")).toMatch(/\nModules: not compared\n {2}because /);
  });
});

test("two equal repositories: nothing differs", async () => {
  writeRawRepository(join(work, "plain"), [
    { name: "primary.xml", bytes: Buffer.from(primaryXml([primaryPackage("a"), primaryPackage("b")])) },
  ]);
  const text = await textOf("plain", "plain", "--abi", "--exit-code");
  expect(text).toContain("\nNothing differs\n");
  expect(text).not.toContain("--full");
});

test("names as long as a hostile repository likes stay within 80 columns of a summary", async () => {
  const package_ = (name: string) =>
    primaryPackage(name).replace(
      "<format></format>",
      `<format><rpm:sourcerpm>${name}-1-1.src.rpm</rpm:sourcerpm><rpm:provides><rpm:entry name="lib${name}.so.1()(64bit)"/></rpm:provides><rpm:requires><rpm:entry name="lib${name}.so.1()(64bit)"/></rpm:requires></format>`,
    );
  writeRawRepository(join(work, "long"), [
    { name: "primary.xml", bytes: Buffer.from(primaryXml([package_("x".repeat(5_000)), package_("y".repeat(150))])) },
  ]);
  expectNarrow(await textOf("long", "plain", "--abi"));
});

const repodata = sharedData("repodata");

describe.skipIf(repodata === undefined)("repositories of distributions", () => {
  const at = (name: string) => join(repodata ?? "", name);

  test("EPEL 7 against CentOS 7.2: an add-on shares next to nothing with its base", async () => {
    const { packages, same, rebuilt, newer, older, abi } = await diffOf(
      at("epel-7"),
      at("centos-7.2.1511-os"),
      "--abi",
    );
    expect(packages).toEqual({ left: 13_798, right: 9_007 });
    expect([same, rebuilt.length, newer.length, older.length]).toEqual([1, 1, 15, 5]);
    const libc = abi?.onlyRight.find(({ library }) => library === "libc.so.6()(64bit)");
    expect(libc?.providers).toEqual(["glibc.x86_64"]);
    expect(libc?.neededBy.length).toBeGreaterThan(2_000);
    expectNarrow(await textOf(at("epel-7"), at("centos-7.2.1511-os"), "--abi"));
  });

  test("EPEL 8 against EPEL 7: new sonames are found beside the old ones", async () => {
    const { abi, older } = await diffOf(at("epel-8"), at("epel-7"), "--abi");
    const hdf5 = abi?.onlyLeft.find(({ library }) => library === "libhdf5.so.103()(64bit)");
    expect(hdf5).toMatchObject({ gone: true, source: "hdf5", successor: { library: "libhdf5.so.8()(64bit)" } });
    expect(older.find((change) => change.package === "ghc.x86_64")?.right).toMatch(/^7\.6\.3/);
    expectNarrow(await textOf(at("epel-8"), at("epel-7"), "--abi"));
  });

  test("AlmaLinux 9.5 AppStream against itself with changes: these and no others", async () => {
    const folder = at("almalinux-9.5-appstream/repodata");
    const primary = readdirSync(folder).find((name) => name.includes("primary.xml")) ?? "";
    const text = gunzipSync(readFileSync(join(folder, primary))).toString();
    const [head = "", ...packages] = text.split(/(?=<package type="rpm">)/);
    const changed = packages
      .filter((item) => !item.includes("<name>boost-thread</name>"))
      .map((item) =>
        item.includes("<name>nginx</name>") ? item.replace(/(<version epoch="\d+" ver=")[^"]*/, "$19.9") : item,
      )
      .map((item) =>
        item.includes("<name>poppler</name>") ? item.replaceAll("libpoppler.so.106", "libpoppler.so.140") : item,
      );
    const bytes = Buffer.from(head.replace(/packages="\d+"/, `packages="${changed.length}"`) + changed.join(""));
    for (const [name, content] of [
      ["alma", Buffer.from(text)],
      ["alma-changed", bytes],
    ] as const)
      writeRawRepository(join(work, name), [{ name: "primary.xml", bytes: content }]);
    const { newer, older, onlyRight, onlyLeft, rebuilt, abi } = await diffOf("alma", "alma-changed", "--abi");
    expect(newer).toMatchObject([{ package: "nginx.x86_64", right: expect.stringMatching(/^2:9\.9-/) }]);
    expect([older, onlyRight, rebuilt]).toEqual([[], [], []]);
    expect(onlyLeft.map((nevra) => nevra.replace(/-[\d.]+-.*\./, "."))).toEqual([
      "boost-thread.i686",
      "boost-thread.x86_64",
    ]);
    const lost = abi?.onlyLeft.filter(({ library }) => library.includes("64bit"));
    expect(lost?.map(({ library, successor }) => [library, successor?.library])).toEqual(
      [
        ["libboost_thread.so.1.75.0()(64bit)", undefined],
        ["libpoppler.so.106()(64bit)", "libpoppler.so.140()(64bit)"],
      ].sort((one, two) => Number(String(one[0]).includes("boost")) - Number(String(two[0]).includes("boost"))),
    );
    const poppler = lost?.find(({ library }) => library.startsWith("libpoppler"));
    expect(poppler?.neededBy.find((need) => need.package === "inkscape.x86_64")).toEqual({
      package: "inkscape.x86_64",
      there: true,
      needsItThere: true,
      sameSource: false,
    });
  });
});
