import { join } from "node:path";
import { expect, test } from "vitest";
import { madePackage } from "../scripts/fixtures/made-package.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { ExplanationDocument } from "../src/report/explanation-schema.ts";
import { expectCalm, ferry, fixtures, goldenDate, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";

const work = workFolder("explain");
const { alma9 } = writeFixtureRepositories(work);
const host = join(fixtures, "stream-9-third-party");
const options = { environment: { SOURCE_DATE_EPOCH: goldenDate } };

// A vendor's repository that the host does not have: with it the agent can stay.
writeRepodata(join(work, "containers"), [madePackage("podman 6:5.6.0-1.el9", { vendor: "Containers" })]);
const also = ["--also", "containers=containers"];

async function explain(...args: readonly string[]) {
  return ferry(["explain", host, ...args, ...alma9], work, options);
}

test.each([
  ["what a host loses", "losses", []],
  ["a package that goes, with a repository to try", "removed", ["acme-agent", ...also]],
  ["a package that comes, one that stays, several of a glob", "several", ["s-nail", "htop", "almalinux-r*"]],
])("the screen of %s is the golden one", async (_, name, args) => {
  const { stdout, stderr, exit } = await explain(...args);
  expect([stderr, exit]).toEqual(["", 0]);
  expectCalm(stdout);
  await expect(stdout).toMatchFileSnapshot(`goldens/explain/${name}.txt`);
});

test("--json is one document of the schema; a repository is offered only where it changes the package", async () => {
  const { stdout, stderr, exit } = await explain("acme-agent", "systemd", ...also, "--json");
  expect([stderr, exit]).toEqual(["", 0]);
  const { packages, problems, basis } = ExplanationDocument.parse(JSON.parse(stdout));
  expect([basis, problems]).toEqual(["with-erasing", []]);
  const choices = packages.map((one) => one.choices.map(({ what }) => what));
  expect(packages.map(({ package: nevra, fate }) => [nevra, fate])).toEqual([
    ["acme-agent-7.2-1.el9.x86_64", "removed"],
    ["systemd-252-53.el9.x86_64", "downgraded"],
  ]);
  expect(choices[0]).toContain("enable the repository containers");
  expect(choices[1]).not.toContain("enable the repository containers");
});

test.each([
  ["a package that nobody has", ["no-such-package"], 64, /neither app4\.example\.org nor the target's repositories/],
  ["a repository to try that is not there", ["htop", "--also", "x=missing"], 0, undefined],
])("%s", async (_, args, code, said) => {
  const { stdout, stderr, exit } = await explain(...args);
  expect(exit).toBe(code);
  if (said === undefined) expect(stdout).toMatch(/Not covered by this answer\n {2}\? .*missing/);
  else expect(stderr).toMatch(said);
});

test("several hosts are one too many, and one that cannot be assessed says why", async () => {
  const several = await ferry(["explain", fixtures, "bash", ...alma9], work, options);
  expect([several.exit, several.stderr]).toEqual([64, expect.stringMatching(/name one of them/)]);
  const debian = await ferry(["explain", join(fixtures, "debian-12"), "bash", ...alma9], work, options);
  expect([debian.exit, debian.stderr]).toEqual([2, expect.stringMatching(/not a CentOS host/)]);
});
