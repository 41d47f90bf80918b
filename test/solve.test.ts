import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type HostKind, makeRandomHost } from "../scripts/generate/random-host.ts";
import { dnfCommand } from "../scripts/oracle/run-dnf.ts";
import { SolutionDocument } from "../src/report/solution-schema.ts";
import { expectCalm, ferry, fixtures, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";
import { has } from "./support/has-tools.ts";

const work = workFolder("solve");
const { alma9 } = writeFixtureRepositories(work);

/** Runs libsolv's own program on a testcase: 0 when the result is the expected one. */
function testsolv(path: string): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync("testsolv", [path], { encoding: "utf8" });
  return { status, stdout };
}

const small = `repo @System 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: web 1 1 noarch
#>=Req: lib = 1
#>=Pkg: lib 1 1 noarch
#>=Prv: lib = 1
repo target 0 testtags <inline>
#>=Ver: 3.0
#>=Pkg: lib 2 1 noarch
#>=Prv: lib = 2
system x86_64 rpm @System
solverflags allowdowngrade
job install pkg lib-2-1.noarch@target
`;

function write(name: string, text: string): string {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
}

describe("a testcase of a few lines", () => {
  test("its screen is the golden one", async () => {
    const { stdout, stderr, exit } = await ferry(["solve", write("small.t", small)], work);
    expect([exit, stderr]).toEqual([2, ""]);
    expectCalm(stdout);
    await expect(stdout).toMatchFileSnapshot("goldens/explain/solve.txt");
  });

  test("--json is one document of the schema; a wrong expectation is a difference", async () => {
    const path = write("wrong.t", `${small}result transaction <inline>\n#>install other-1-1.noarch@target\n`);
    const { stdout, exit } = await ferry(["solve", path, "--json"], work);
    const report = SolutionDocument.parse(JSON.parse(stdout));
    expect([exit, report.exit]).toEqual([100, 100]);
    expect(report.blocks[0]).toMatchObject({
      kind: "solved",
      comparison: { kind: "different", lines: expect.arrayContaining(["-install other-1-1.noarch@target"]) },
    });
  });

  test("the order is told where it is asked for", async () => {
    const asking = small.replace("#>=Req: lib = 1\n", "#>=Con: lib = 2\n");
    const path = write("order.t", `${asking}job erase pkg web-1-1.noarch@@System\nresult order,orderedges <inline>\n`);
    const { stdout } = await ferry(["solve", path], work);
    expect(stdout).toContain(`Order
  order    1 erase web-1-1.noarch@@System
  order    2 install lib-2-1.noarch@target
  order    3 erase lib-1-1.noarch@@System
  orderedge lib-2-1.noarch@target -2-> web-1-1.noarch@@System
`);
  });

  test.each([
    ["a file outside its folder", "repo x 0 testtags ../secret.repo\n", 1, /not in its folder/],
    ["packages of others than rpm", "system x86_64 deb\n", 1, /packages of type deb/],
    ["a repository that is not there", "repo x 0 testtags none.repo.gz\n", 64, /none\.repo\.gz/],
  ])("%s is refused", async (name, text, code, said) => {
    const { stdout, stderr, exit } = await ferry(["solve", write(`${name.replaceAll(" ", "-")}.t`, text)], work);
    expect([exit, stdout]).toEqual([code, ""]);
    expect(stderr).toMatch(said);
  });
});

describe("assess --debug-solver", () => {
  test.skipIf(!has("testsolv"))("writes what libsolv accepts, with and without erasing", async () => {
    const { exit, stderr } = await ferry(
      ["assess", join(fixtures, "stream-9-third-party"), ...alma9, "--debug-solver", "debug"],
      work,
    );
    expect([exit, stderr]).toEqual([
      2,
      "Wrote debug/app4.example.org/testcase.t and debug/app4.example.org/erasing.t\n",
    ]);
    for (const name of ["testcase.t", "erasing.t"]) {
      const path = join(work, "debug/app4.example.org", name);
      expect(testsolv(path)).toMatchObject({ status: 0 });
      expect((await ferry(["solve", path], work)).exit).toBe(name === "erasing.t" ? 0 : 2);
    }
    const text = readFileSync(join(work, "debug/app4.example.org/testcase.t"), "utf8");
    expect(text).toMatch(/^#>problem \w+ info package acme-agent/m);
  });

  const kinds: readonly HostKind[] = ["clean", "multilib", "modules", "kernels", "third-party"];
  test.skipIf(!has("testsolv", "rpm")).each(kinds)(
    "a made host of kind %s: libsolv comes to the same",
    async (kind) => {
      const host = await makeRandomHost(join(work, `made-${kind}`), `debug-${kind}`, kind);
      const repositories = host.repositories.flatMap(({ id, directory }) => ["--repo", `${id}=${directory}`]);
      const { stderr } = await ferry(
        ["assess", "--root", host.root, "--to", "almalinux-9", ...repositories, "--debug-solver", `debug-${kind}`],
        work,
      );
      const [, path = "none"] = /^Wrote (\S+)/m.exec(stderr) ?? [];
      expect(existsSync(join(work, path))).toBe(true);
      expect(testsolv(join(work, path))).toMatchObject({ status: 0 });
    },
    60_000,
  );
});

test.skipIf(!has("dnf", "rpm"))(
  "what dnf --debugsolver writes is run, and comes to what dnf says",
  async () => {
    const folder = join(work, "dnf");
    mkdirSync(folder);
    const host = await makeRandomHost(folder, "debugsolver", "multilib");
    const { args, environment } = dnfCommand(folder, host);
    spawnSync("dnf", ["--debugsolver", ...args], { cwd: folder, env: environment });
    const { stdout, exit } = await ferry(["solve", join(folder, "debugdata/rpms/testcase.t")], work);
    expect(stdout).toContain("as the testcase expects");
    expect([0, 2]).toContain(exit);
  },
  60_000,
);
