import { join } from "node:path";
import { expect, test } from "vitest";
import { fixtureHosts } from "../scripts/fixtures/hosts.ts";
import { expectCalm, ferry, fixtures, goldenDate, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";

const work = workFolder("goldens");
const { alma8, alma9 } = writeFixtureRepositories(work);
const options = { environment: { SOURCE_DATE_EPOCH: goldenDate } };

async function screen(args: readonly string[]): Promise<string> {
  const { stdout, stderr, exit } = await ferry(["assess", ...args], work, options);
  expect(stderr).toBe("");
  expectCalm(stdout);
  return `${stdout}exit ${exit}\n`;
}

test.each(Object.keys(fixtureHosts))("the screen of %s is the golden one", async (name) => {
  const text = await screen([join(fixtures, name), ...(name === "centos-7" ? alma8 : alma9)]);
  await expect(text).toMatchFileSnapshot(`goldens/${name}.txt`);
});

test("the screen of all packages is the golden one", async () => {
  const text = await screen([join(fixtures, "stream-9-third-party"), ...alma9, "--diff"]);
  await expect(text).toMatchFileSnapshot("goldens/stream-9-third-party-diff.txt");
});

test("the screen without BaseOS is the golden one", async () => {
  const text = await screen([join(fixtures, "stream-9-ready"), "--repo", "appstream=alma9/appstream"]);
  await expect(text).toMatchFileSnapshot("goldens/stream-9-without-baseos.txt");
});

test("the screen of several hosts is the golden one", async () => {
  const names = Object.keys(fixtureHosts).filter((name) => name !== "centos-7");
  const text = await screen([...names.map((name) => join(fixtures, name)), ...alma9]);
  await expect(text).toMatchFileSnapshot("goldens/fleet.txt");
});
