import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ferryPath, fixtures, goldenDate, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";

const root = resolve(import.meta.dirname, "..");
const work = workFolder("build");
const { alma9 } = writeFixtureRepositories(work);

/** What a command says. `program`: a bin/ferry, or the source. */
function say(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync(program, args, {
    cwd: work,
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: work, SOURCE_DATE_EPOCH: goldenDate, ...environment },
  });
}

describe("the built program", () => {
  const place = join(work, "package");
  const built = join(place, "bin/ferry");
  const fromSource = (args: readonly string[]) => say(process.execPath, [join(root, "src/cli/main.ts"), ...args]);

  beforeAll(() => {
    mkdirSync(join(place, "bin"), { recursive: true });
    copyFileSync(ferryPath, built);
    copyFileSync(join(root, "package.json"), join(place, "package.json"));
    for (const name of ["data", "node_modules"]) symlinkSync(join(root, name), join(place, name));
    execFileSync(process.execPath, [join(root, "scripts/build.ts"), join(place, "dist")]);
  });

  test("has each program that is sent to hosts where the source has it", () => {
    const programs = (folder: string) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
        /^(?!.*test-support).*\.(?:sh|py)$/.test(path),
      );
    expect(programs(join(place, "dist/hosts"))).toEqual(programs(join(root, "src/hosts")));
    expect(programs(join(place, "dist/hosts")).length).toBeGreaterThan(20);
  });

  const host = join(fixtures, "stream-9-ready");
  test.each([
    [["--version"]],
    [["--help"]],
    [["assess", host, ...alma9, "--json"]],
    [["assess", host, ...alma9]],
    [["explain", host, "bash", ...alma9]],
    [["compare", "almalinux-9", "centos-stream-9", "--json"]],
    [["config", "schema", "assessment"]],
  ])("says with %j what the source says", (args) => {
    expect(say(built, args)).toBe(fromSource(args));
  });

  test("keeps the functions that a command called, and makes them anew where they were damaged", () => {
    const folder = join(work, "compiled");
    const args = ["assess", host, ...alma9, "--json"];
    const run = () => say(built, args, { NODE_COMPILE_CACHE: folder });
    const files = () =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => path.includes(".script."))
        .map((path) => join(folder, path));
    const answer = run();
    const kept = files().map((path) => readFileSync(path));
    expect(files().map((path) => /([a-z]+)-\w+\.script\.(.*)$/.exec(path)?.slice(1))).toEqual(
      expect.arrayContaining([
        ["assess", "main.js.assess"],
        ["program", "main.js.assess"],
      ]),
    );
    expect(run()).toBe(answer);
    expect(files().map((path) => readFileSync(path))).toEqual(kept);
    const damages: readonly ((bytes: Buffer) => Buffer)[] = [
      (bytes) => bytes.fill(0xfe, bytes.length >> 1, (bytes.length >> 1) + 64),
      (bytes) => bytes.subarray(0, bytes.length - 1_000),
      () => Buffer.alloc(0),
    ];
    for (const damage of damages) {
      for (const path of files()) writeFileSync(path, damage(readFileSync(path)));
      expect(run()).toBe(answer);
      expect(files().map((path) => readFileSync(path).length > 50_000)).toEqual([true, true]);
    }
  });

  test("starts its threads for a fleet", () => {
    const line = (id: string) =>
      JSON.stringify({
        id,
        arch: "x86_64",
        packages: ["centos-stream-release-9.0-26.el9.noarch", "bash-5.1.8-6.el9.x86_64"],
      });
    writeFileSync(join(work, "fleet.jsonl"), `${line("web1")}\n${line("web2")}\n`);
    const args = ["assess", "fleet.jsonl", ...alma9, "--json"];
    expect(say(built, args)).toBe(fromSource(args));
  });

  test("sends its collector to a machine", () => {
    expect(say(built, ["inspect", "localhost", "--quiet", "-o", join(work, "facts")])).toBe("");
    expect(readdirSync(join(work, "facts"))).toHaveLength(1);
  });

  test("tells the licences of what it contains", () => {
    expect(execFileSync("cat", [join(place, "dist/LICENSES")], { encoding: "utf8" })).toMatch(
      /commander\n.*MIT.*picocolors\n.*ISC.*zod\n.*MIT/s,
    );
  });
});

describe("bin/ferry in a checkout runs", () => {
  const place = join(work, "checkout");
  const run = () => say(join(place, "bin/ferry"), []);
  /** As if the program had been built so many seconds from now. */
  const buildIn = (seconds: number) => {
    const time = Date.now() / 1000 + seconds;
    utimesSync(join(place, "dist/built"), time, time);
  };

  beforeAll(() => {
    for (const name of ["bin", "src/cli", "dist/cli", "node_modules"])
      mkdirSync(join(place, name), { recursive: true });
    copyFileSync(ferryPath, join(place, "bin/ferry"));
    symlinkSync(join(root, "node_modules/.bin"), join(place, "node_modules/.bin"));
    writeFileSync(join(place, "package-lock.json"), "{}");
    writeFileSync(join(place, "src/cli/main.ts"), "process.stdout.write('source')");
    writeFileSync(join(place, "src/cli/other.ts"), "");
    writeFileSync(join(place, "dist/cli/main.js"), "process.stdout.write('built')");
    writeFileSync(join(place, "dist/built"), "");
  });

  test("what was built while nothing in the source is younger", () => {
    buildIn(60);
    expect(run()).toBe("built");
  });

  test("the source where a file of it is younger, whatever its time of change says", () => {
    buildIn(-60);
    for (const path of ["src/cli/main.ts", "src/cli/other.ts", "src/cli", "src", "package-lock.json"])
      utimesSync(join(place, path), 0, 0);
    expect(run()).toBe("source");
  });

  test("the source where it cannot be told", () => {
    buildIn(60);
    cpSync(join(place, "dist/built"), join(place, "dist/kept"), { preserveTimestamps: true });
    rmSync(join(place, "dist/built"));
    expect(run()).toBe("source");
    cpSync(join(place, "dist/kept"), join(place, "dist/built"), { preserveTimestamps: true });
    rmSync(join(place, "dist/cli/main.js"));
    expect(run()).toBe("source");
  });
});
