import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedSet } from "../scripts/generate/closure.ts";
import { coreSeeds } from "../scripts/generate/core-packages.ts";
import { buildEdition, buildOlder } from "../scripts/generate/edition.ts";
import { kernelBuilds, kernelKey } from "../scripts/generate/kernels.ts";
import type { PackageSpec } from "../scripts/generate/package-spec.ts";
import { seededRandom } from "../scripts/generate/random.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { writeRpmDatabase } from "../scripts/generate/rpm-database.ts";
import { writeRpms } from "../scripts/generate/rpm-file.ts";
import { makeUniverse } from "../scripts/generate/universe.ts";
import { formatNevra } from "../src/package/nevra.ts";

const folder = mkdtempSync(join(tmpdir(), "ferry-generate-"));
afterAll(() => rmSync(folder, { recursive: true }));

function has(...tools: readonly string[]): boolean {
  return tools.every((tool) => {
    try {
      execFileSync("sh", ["-c", `command -v ${tool}`]);
      return true;
    } catch {
      return false;
    }
  });
}

function hostPackages(seed: string): readonly PackageSpec[] {
  const universe = makeUniverse({ seed, size: 400, thirdParty: 3 });
  const builds = [
    ...buildEdition(universe, "old"),
    ...kernelBuilds("70.el9", "CentOS"),
    ...kernelBuilds("284.el9", "CentOS"),
  ];
  return installedSet(builds, {
    seeds: coreSeeds,
    keys: [kernelKey("kernel", "70.el9"), kernelKey("kernel", "284.el9")],
    size: 200,
    i686: 5,
    random: seededRandom(seed),
  });
}

test("the same seed gives the same packages, another seed gives others", () => {
  const names = (seed: string) => hostPackages(seed).map(formatNevra);
  expect(names("a")).toEqual(names("a"));
  expect(names("a")).not.toEqual(names("b"));
});

describe.skipIf(!has("rpm", "rpmdb"))("what rpm says of made packages", () => {
  const packages = hostPackages("rpm");
  const rpms = join(folder, "rpms");
  const rpm = (...args: readonly string[]) =>
    execFileSync("rpm", ["--dbpath", "/var/lib/rpm", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  const files = () => readdirSync(rpms).map((name) => join(rpms, name));
  beforeAll(() => writeRpms(rpms, packages));

  test("all digests of the files are right", () => {
    const lines = rpm("-K", "--nosignature", ...files())
      .trim()
      .split("\n");
    expect(lines.filter((line) => !line.endsWith(": digests OK"))).toEqual([]);
    expect(lines).toHaveLength(packages.length);
  });

  test("they install together, with all dependencies met, and verify", () => {
    const root = join(folder, "installed");
    mkdirSync(root);
    rpm("--root", root, "--install", "--noscripts", "--nosignature", ...files());
    expect(rpm("--root", root, "-qa").trim().split("\n")).toHaveLength(packages.length);
    expect(rpm("--root", root, "--verify", "--all", "--noscripts", "--nodeps")).toBe("");
  });

  test("a made database tells the same packages, with the signer", async () => {
    const root = join(folder, "imported");
    const signer = "05b555b38483c65d";
    await writeRpmDatabase(
      root,
      packages.map((spec, index) => ({ spec, installTime: 1_700_000_000 + index, signer })),
    );
    const lines = rpm("--root", root, "-qa", "--qf", "%{nevra} %{rsaheader:pgpsig}\n").trim().split("\n").sort();
    expect(lines.map((line) => line.split(" ")[0])).toEqual(packages.map(formatNevra).sort());
    expect(lines.filter((line) => !line.endsWith(`Key ID ${signer}`))).toEqual([]);
  });
});

describe.skipIf(!has("rpm", "createrepo_c", "rpmmd2solv", "dumpsolv"))("what libsolv reads of made metadata", () => {
  /** libsolv's dump of primary.xml, sorted, without what only a real .rpm has: its checksum, sizes and place. */
  function dumpOf(directory: string): string[] {
    const repodata = join(directory, "repodata");
    const name = readdirSync(repodata).find((file) => file.endsWith("-primary.xml.gz")) ?? "";
    const primary = gunzipSync(readFileSync(join(repodata, name)));
    const solv = execFileSync("rpmmd2solv", { input: primary, maxBuffer: 1 << 28 });
    const dump = execFileSync("dumpsolv", { input: solv, encoding: "utf8", maxBuffer: 1 << 28 });
    const solvables = dump.split(/^solvable \d+ \(\d+\):$/m).slice(1);
    const ofTheFile = /^solvable:(?:checksum|downloadsize|media\w+|headerend):/;
    return solvables
      .map((solvable) =>
        solvable
          .split("\n")
          .filter((line) => line !== "" && !ofTheFile.test(line))
          .sort()
          .join("\n"),
      )
      .sort();
  }

  test("directly written metadata equals that of createrepo_c over real packages", () => {
    const universe = makeUniverse({ seed: "metadata", size: 150 });
    const packages = [...buildEdition(universe, "new"), ...buildOlder(universe)].map(({ spec }) => spec);
    writeRepodata(join(folder, "direct"), packages);
    writeRpms(join(folder, "built/Packages"), packages);
    execFileSync("createrepo_c", ["--quiet", join(folder, "built")]);
    const direct = dumpOf(join(folder, "direct"));
    expect(direct).toHaveLength(packages.length);
    expect(direct).toEqual(dumpOf(join(folder, "built")));
  });
});
