import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixtureHosts } from "../scripts/fixtures/hosts.ts";
import { writeFixtureHost } from "../scripts/fixtures/write-fixture-host.ts";
import { fixtures, workFolder } from "./support/ferry.ts";

const work = workFolder("fixtures");

function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

test.each(Object.entries(fixtureHosts))("fixtures/hosts/%s is what the script makes", async (name, host) => {
  await writeFixtureHost(join(work, name), host);
  expect(filesOf(join(fixtures, name))).toEqual(filesOf(join(work, name)));
});

test("there are no others", () => expect(readdirSync(fixtures).sort()).toEqual(Object.keys(fixtureHosts).sort()));
