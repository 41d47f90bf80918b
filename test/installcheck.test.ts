import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildEdition } from "../scripts/generate/edition.ts";
import { seededRandom } from "../scripts/generate/random.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { makeUniverse } from "../scripts/generate/universe.ts";
import { workFolder } from "./support/ferry.ts";
import { primaryPackage, primaryXml, writeRawRepository } from "./support/raw-repository.ts";
import { sharedData } from "./support/shared-data.ts";

const work = workFolder("installcheck");
const python = "/usr/bin/python3";

function installcheck(...args: readonly string[]) {
  const script = resolve(import.meta.dirname, "../scripts/installcheck.ts");
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return { lines: stdout.split("\n").filter(Boolean), stderr, exit: status };
}

function primaryOf(folder: string): string {
  const repodata = join(folder, "repodata");
  return join(repodata, readdirSync(repodata).find((name) => name.includes("primary.xml")) ?? "");
}

/**
 * Why a noarch package is broken: up to libsolv 0.7.23 that it requires something, later what is missing there
 * (src/problems.c, findproblemrule_internal, which then did not know noarch).
 */
function withoutOldReason(line: string): string {
  return line.replace(/^(BAD\t\S+\.noarch)\t.*/, "$1");
}

const hasSolv = spawnSync(python, ["-c", "import solv"]).status === 0;
if (!hasSolv) console.log("not run: python3-solv missing");

describe.each(["a", "b", "c"])(
  "a made repository, seed %s, with a fifth of its packages in another or gone",
  (seed) => {
    const [main, base] = [join(work, `${seed}-main`), join(work, `${seed}-base`)];

    beforeAll(() => {
      const random = seededRandom(`installcheck/${seed}`);
      const builds = buildEdition(makeUniverse({ seed, size: 250, thirdParty: 5 }), "new").map(({ spec }) => spec);
      writeRepodata(
        main,
        builds.filter(() => random.chance(0.8)),
      );
      writeRepodata(
        base,
        builds.filter(() => random.chance(0.15)),
      );
    });

    // Not against Debian's program `installcheck`: it follows dpkg's rules, for which noarch is no architecture.
    test.skipIf(!hasSolv)("every line is libsolv's", () => {
      const script = join(import.meta.dirname, "repodata/installable-libsolv.py");
      const libsolv = execFileSync(python, [script, primaryOf(main), primaryOf(base)], { encoding: "utf8" });
      const { lines } = installcheck(main, "--with", base);
      const theirs = libsolv.split("\n").filter(Boolean);
      expect(lines.map(withoutOldReason).toSorted()).toEqual(theirs.map(withoutOldReason).toSorted());
      expect(lines.some((line) => line.startsWith("OK\t"))).toBe(true);
      expect(lines.some((line) => line.startsWith("BAD\t"))).toBe(true);
    });
  },
);

const centos = sharedData("repodata/centos-7.2.1511-os");
const golden = sharedData("solver/golden-installcheck");

test.skipIf(centos === undefined || golden === undefined)(
  "CentOS 7.2: verdict and size as libsolv had them",
  () => {
    const lines = installcheck(centos ?? "").lines.map((line) => line.split("\t"));
    const ours = new Map(lines.map(([verdict, nevra, size]) => [nevra, verdict === "OK" ? `OK ${size}` : "BAD"]));
    const text = readFileSync(join(golden ?? "", "centos-7.2.1511-os.a-l.tsv"), "utf8");
    const wrong = text
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"))
      .filter(([verdict, nevra, size]) => ours.get(nevra ?? "") !== (verdict === "OK" ? `OK ${size}` : "BAD"));
    expect(wrong).toEqual([]);
  },
  120_000,
);

describe("what is asked wrongly", () => {
  test("no repository is wrong usage", () => expect(installcheck()).toMatchObject({ exit: 64, lines: [] }));

  test("names of packages cannot steer the terminal, and one that is broken makes exit 1", () => {
    const folder = join(work, "hostile");
    const broken = primaryPackage("broken").replace(
      "<format>",
      `<format><rpm:requires><rpm:entry name="no\u009bwhere"/></rpm:requires>`,
    );
    const bytes = Buffer.from(primaryXml([primaryPackage("evil\u009b31m"), broken]));
    writeRawRepository(folder, [{ name: "primary.xml", bytes }]);
    const { lines, stderr, exit } = installcheck(folder);
    expect(lines).toEqual([
      "OK\tevil?31m-1-1.noarch\t1",
      "BAD\tbroken-1-1.noarch\tnothing provides no?where needed by broken-1-1.noarch",
    ]);
    expect([stderr, exit]).toEqual(["1 OK, 1 BAD\n", 1]);
  });
});
