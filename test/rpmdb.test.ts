import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { streamPackages } from "../scripts/fixtures/el9-packages.ts";
import { writeRpmDatabase } from "../scripts/generate/rpm-database.ts";
import { RpmdbDocument } from "../src/report/rpmdb-schema.ts";
import { expectHarmless, ferry, workFolder } from "./support/ferry.ts";
import { has } from "./support/has-tools.ts";

const work = workFolder("rpmdb");

describe.skipIf(!has("rpm", "rpmdb"))("a database that Debian's rpm made", () => {
  beforeAll(() =>
    writeRpmDatabase(
      join(work, "root"),
      streamPackages().map((spec) => ({ spec, installTime: 1_750_000_000, signer: "05b555b38483c65d" })),
    ),
  );

  test.each(["root", "root/var/lib/rpm", "root/var/lib/rpm/rpmdb.sqlite"])(
    "list %s is rpm -qa, sorted",
    async (path) => {
      const rpm = execFileSync("rpm", ["--root", join(work, "root"), "--dbpath", "/var/lib/rpm", "-qa"], {
        encoding: "utf8",
      });
      const { stdout, stderr, exit } = await ferry(["rpmdb", "list", path], work);
      expect([exit, stderr]).toEqual([0, ""]);
      expect(stdout.trimEnd().split("\n")).toEqual(rpm.trimEnd().split("\n").sort());
    },
  );

  test("--json is one document of the schema", async () => {
    const { stdout, exit } = await ferry(["rpmdb", "list", "root", "--json"], work);
    expect(exit).toBe(0);
    const document = RpmdbDocument.parse(JSON.parse(stdout));
    expect(document.format).toBe("sqlite");
    expect(document.packages).toHaveLength(streamPackages().length);
    expect(document.packages.find(({ name }) => name === "podman")).toMatchObject({
      epoch: 6,
      version: "5.5.2",
      signature: { keyId: "05b555b38483c65d" },
      dependencies: {
        requires: expect.arrayContaining([expect.objectContaining({ name: "libc.so.6(GLIBC_2.34)(64bit)" })]),
      },
    });
  });

  test("one that was cut is told with the place", async () => {
    copyFileSync(join(work, "root/var/lib/rpm/rpmdb.sqlite"), join(work, "cut.sqlite"));
    truncateSync(join(work, "cut.sqlite"), Math.floor(readFileSync(join(work, "cut.sqlite")).length / 2));
    const { stderr, exit } = await ferry(["rpmdb", "list", "cut.sqlite"], work);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^ferry: Cannot read the RPM database cut.sqlite: .* at byte \d+: .*; copy it again, or/);
    expectHarmless(stderr);
  });
});

describe("what cannot be read: one sentence, exit 1", () => {
  beforeAll(() => {
    writeFileSync(join(work, "empty.sqlite"), "");
    writeFileSync(join(work, "noise.sqlite"), "\u001b[31mnoise".repeat(100));
    mkdirSync(join(work, "folder"), { recursive: true });
  });

  test.concurrent.each([
    [
      "empty.sqlite",
      /^ferry: Cannot read the RPM database empty.sqlite: .*the file is empty \(0 bytes\); copy it again/,
    ],
    ["noise.sqlite", /^ferry: Cannot read the RPM database noise.sqlite: .*is none of SQLite, BerkeleyDB hash and ndb/],
    [
      "folder",
      /^ferry: Cannot read an RPM database in folder: neither it nor var\/lib\/rpm.* below it has rpmdb.sqlite/,
    ],
    ["nowhere", /^ferry: Cannot read the RPM database nowhere: there is nothing\n/],
  ])("%s", async (path, says) => {
    const { stdout, stderr, exit } = await ferry(["rpmdb", "list", path], work);
    expect([exit, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
    expect(stderr.split("\n")).toHaveLength(2);
    expectHarmless(stderr);
  });
});
