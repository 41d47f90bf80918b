import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { almaRepositories } from "../scripts/fixtures/el9-packages.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { AssessmentDocument } from "../src/report/assessment-schema.ts";
import { expectCalm, ferry, fixtures, goldenDate, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";
import { sharedData } from "./support/shared-data.ts";
import { writeTar } from "./support/write-tar.ts";

const work = workFolder("assess");
const { alma9 } = writeFixtureRepositories(work);
const recorded = (name: string) => join(fixtures, name);
const options = { environment: { SOURCE_DATE_EPOCH: goldenDate } };

async function answer(args: readonly string[]) {
  const { stdout, stderr, exit } = await ferry(["assess", ...args, "--json"], work, options);
  const document = AssessmentDocument.parse(JSON.parse(stdout));
  expect([exit, stderr]).toEqual([document.exit, ""]);
  return document;
}

test("--file-lists compares every file: two new packages that own one may clash", async () => {
  const own = [{ path: "/usr/share/doc/shared", kind: "file" } as const];
  const { baseos, appstream } = almaRepositories();
  const shared = (name: string) => (spec: (typeof baseos)[number]) =>
    spec.name === name ? { ...spec, files: [...spec.files, ...own] } : spec;
  writeRepodata(join(work, "clash/baseos"), baseos.map(shared("bash")));
  writeRepodata(join(work, "clash/appstream"), appstream.map(shared("httpd")));
  const repositories = ["--repo", "baseos=clash/baseos", "--repo", "appstream=clash/appstream"];
  const codes = async (...more: readonly string[]) => {
    const { hosts } = await answer([recorded("stream-9-ready"), ...repositories, ...more]);
    return hosts[0]?.findings.map(({ id, title }) => `${id} ${title}`);
  };
  expect(await codes("--file-lists")).toContain("F-0309 1 file of bash may clash with httpd");
  expect(await codes()).not.toContain("F-0309 1 file of bash may clash with httpd");
});

describe("--json", () => {
  test("of a host that may go", async () => {
    const { exit, hosts } = await answer([recorded("stream-9-ready"), ...alma9]);
    expect([exit, hosts.length]).toEqual([0, 1]);
    expect(hosts[0]).toMatchObject({
      host: "web1.example.org",
      outcome: "ready",
      release: "centos-stream-9",
      target: "almalinux-9",
      route: [{ kind: "convert", from: "centos-stream-9", to: "almalinux-9" }],
      facts: { known: 26, absent: 0, unreadable: 0 },
      problems: [],
      basis: "exact",
      transaction: {
        downgrade: [
          { from: "podman-6:5.5.2-1.el9.x86_64", to: "podman-6:5.4.0-12.el9_6.x86_64" },
          { from: "systemd-252-53.el9.x86_64", to: "systemd-252-51.el9_6.1.x86_64" },
        ],
        obsolete: [{ old: "mailx-12.5-43.el9.x86_64", by: "s-nail-14.9.22-7.el9.x86_64" }],
        reinstall: expect.arrayContaining(["bash-5.1.8-9.el9.x86_64"]),
        remove: expect.arrayContaining([
          { nevra: "centos-stream-release-9.0-26.el9.noarch", why: "almalinux-release takes its place" },
        ]),
      },
    });
  });

  test("of a host that is stopped, with what was found and what would help", async () => {
    const { exit, hosts } = await answer([recorded("stream-9-small-boot"), ...alma9]);
    expect(exit).toBe(2);
    expect(hosts[0]?.findings).toEqual([
      {
        id: "F-0023",
        check: "boot/boot-space",
        severity: "high",
        inhibitor: true,
        unknown: false,
        title: expect.stringMatching(/too little in \/boot for the new kernel$/),
        seen: expect.stringMatching(/ free of .* needed on \/boot$/),
        risk: expect.any(String),
        fix: expect.stringContaining("dnf remove --oldinstallonly"),
      },
    ]);
  });

  test("of a host whose packages contradict the target", async () => {
    const { exit, hosts } = await answer([recorded("stream-9-third-party"), ...alma9]);
    expect(exit).toBe(2);
    expect(hosts[0]).toMatchObject({
      outcome: "blocked",
      basis: "with-erasing",
      problems: [
        {
          kind: "packages",
          because: [
            "acme-agent-7.2-1.el9.x86_64 is installed and is not to be lost",
            "the target has podman-6:5.4.0-12.el9_6.x86_64, not podman-6:5.5.2-1.el9.x86_64",
            "acme-agent-7.2-1.el9.x86_64 requires podman >= 6:5.5, which only podman-6:5.5.2-1.el9.x86_64 provides",
          ],
          so: "acme-agent-7.2-1.el9.x86_64 cannot stay",
          choices: [
            "keep podman-6:5.5.2-1.el9.x86_64 as it is (excludepkgs=podman.x86_64): holds back podman-6:5.5.2-1.el9.x86_64; spares acme-agent-7.2-1.el9.x86_64",
            "remove acme-agent-7.2-1.el9.x86_64: as shown, nothing else changes",
          ],
        },
      ],
    });
  });

  test("of several hosts: the worst gives the exit code", async () => {
    const both = await answer([recorded("stream-9-ready"), recorded("almalinux-9"), ...alma9]);
    expect([both.exit, both.hosts.map(({ outcome }) => outcome)]).toEqual([0, ["ready", "arrived"]]);
    const away = await answer([recorded("stream-9-ready"), "127.0.0.1", "-p", "1", ...alma9]);
    expect([away.exit, away.hosts.map(({ outcome }) => outcome)]).toEqual([4, ["ready", "unreachable"]]);
    const stopped = await answer([recorded("debian-12"), "127.0.0.1", "-p", "1", ...alma9]);
    expect([stopped.exit, stopped.hosts.map(({ outcome }) => outcome)]).toEqual([2, ["unsupported", "unreachable"]]);
    writeFileSync(join(work, "wrong.json"), "{}");
    const wrong = await answer([recorded("debian-12"), "wrong.json", ...alma9]);
    expect([wrong.exit, wrong.hosts.map(({ outcome }) => outcome)]).toEqual([1, ["unsupported", "failed"]]);
  });
});

describe("facts", () => {
  const host = () => readFileSync(join(work, "facts/web1.example.org.facts.json"), "utf8");
  beforeAll(async () => {
    await ferry(["inspect", recorded("stream-9-ready"), recorded("debian-12"), "-o", "facts"], work);
  });

  test("of a document give the answer that the host gives", async () => {
    const fromHost = await ferry(["assess", recorded("stream-9-ready"), ...alma9], work, options);
    const fromFacts = await ferry(["assess", "facts/web1.example.org.facts.json", ...alma9], work, options);
    expect(fromFacts).toEqual(fromHost);
  });

  test("of a folder of documents are as many hosts", async () => {
    const { hosts } = await answer(["facts", ...alma9]);
    expect(hosts.map((one) => one.host)).toEqual(["mail6.example.org", "web1.example.org"]);
  });

  test.each([
    [
      "not JSON",
      (text: string) => text.slice(0, 200),
      /Cannot read the facts: not JSON: .*write it anew with ferry inspect$/,
    ],
    ["no document", () => "[]", /expected a document of the schema "ferry\/facts\/1", found no schema/],
    ["another schema", (text: string) => text.replace("ferry/facts/1", "ferry/facts/9"), /found "ferry\/facts\/9"/],
    [
      "a number that is none",
      (text: string) => text.replace(/"totalBytes":\d+/, '"totalBytes":"much"'),
      /at facts\.memory\.value\.totalBytes: /,
    ],
    ["a fact left out", (text: string) => text.replace(/"memory": \{.*\},\n/, ""), /at facts\.memory: /],
    [
      "a fact too many",
      (text: string) => text.replace('"facts": {', '"facts": {"mood": 1,'),
      /at facts: Unrecognized key: "mood"/,
    ],
    [
      "a package without a version",
      (text: string) => text.replace('"version":"5.1.8"', '"version":8'),
      /Cannot read facts\.packages\.value\[\d+\]\.version: expected a string/,
    ],
  ])("%s: the place is named", async (name, spoil, says) => {
    const path = `${name.replaceAll(" ", "-")}.json`;
    const spoilt = spoil(host());
    expect(spoilt).not.toBe(host());
    writeFileSync(join(work, path), spoilt);
    const { stdout, exit } = await ferry(["assess", path, ...alma9], work);
    expect(exit).toBe(1);
    expect(stdout.replace(/\s+/g, " ").trim()).toMatch(says);
    expectCalm(stdout);
  });
});

test("an archive that is cut", async () => {
  await writeTar(join(work, "cut.tar.gz"), {
    "host-1/insights_archive.txt": "x",
    "host-1/data/etc/os-release": "ID=centos\n".repeat(5000),
  });
  truncateSync(join(work, "cut.tar.gz"), 100);
  const { stdout, exit } = await ferry(["assess", "cut.tar.gz", ...alma9], work);
  expect(exit).toBe(1);
  expect(stdout.replace(/\s+/g, " ")).toMatch(
    /✖ FAILED Cannot read the archive cut.tar.gz: .*it is cut short \(gzip\)/,
  );
  expectCalm(stdout);
});

test("what a host says of itself cannot steer a terminal, nor fill it", async () => {
  const escape = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e";
  cpSync(recorded("stream-9-third-party"), join(work, "hostile"), { recursive: true });
  const change = (file: string, spoil: (text: string) => string) =>
    writeFileSync(join(work, "hostile", file), spoil(readFileSync(join(work, "hostile", file), "utf8")));
  change("recording.json", (text) => text.replace("app4.example.org", `app4${JSON.stringify(escape).slice(1, -1)}`));
  change("repos.txt", (text) => text.replace("[acme]", `[acme${escape}${"x".repeat(50_000)}]`));
  change("rpm-packages.txt", (text) => text.replace("Acme Software Inc.", `Acme ${escape}`));
  change("fstab.txt", (text) => `${text}${escape} /srv/x nonsense${escape} defaults 0 0\n`);
  for (const more of [[], ["--diff"], [recorded("debian-12")]]) {
    const { stdout, stderr } = await ferry(["assess", "hostile", ...more, ...alma9], work);
    expectCalm(stdout);
    expect(stdout).toContain("app4?");
    expect(stdout.length).toBeLessThan(20_000);
    expect(stderr).toBe("");
  }
  const json = await ferry(["assess", "hostile", "--json", ...alma9], work);
  expect(json.stdout.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

const archives = sharedData("hosts/insights-archives");
const repositories = sharedData("repodata");

describe.skipIf(archives === undefined || repositories === undefined)("real archives", () => {
  const names = archives === undefined ? [] : readdirSync(archives).filter((name) => name.endsWith(".tar.gz"));
  const appstream = ["--repo", `appstream=${repositories}/almalinux-9.5-appstream`];

  test("all of them, each with an outcome and whole sentences", async () => {
    const { exit, hosts } = await answer([...names.map((name) => join(archives ?? "", name)), ...appstream]);
    expect([exit, hosts.length]).toEqual([2, 13]);
    for (const host of hosts) {
      expect(host.outcome).toBe("blocked");
      expect(host.target).toMatch(/^almalinux-/);
      expect(host.facts.known).toBeGreaterThan(10);
      expect(host.findings.some(({ check, unknown }) => !unknown && check.length > 0)).toBe(true);
    }
  });

  test("CentOS 7 against a repository of EL 7: that is said first", async () => {
    const args = ["assess", join(archives ?? "", "centos79.tar.gz"), "--repo", `os=${repositories}/centos-7.2.1511-os`];
    const { stdout, exit } = await ferry(args, work, options);
    expect(exit).toBe(2);
    expectCalm(stdout);
    expect(stdout).toMatch(/\n✖ F-0320 {2}Repository os holds packages of EL 7, not of AlmaLinux 8\n/);
    expect(stdout.replace(/\s+/g, " ")).toContain("this answer is about another system");
  });

  test("an EL 9 archive against AppStream alone: BaseOS is missing, and what that means", async () => {
    const args = ["assess", join(archives ?? "", "rhel_92_aws.tar.gz"), ...appstream];
    const { stdout, exit } = await ferry(args, work, options);
    const text = stdout.replace(/\s+/g, " ");
    expect(exit).toBe(2);
    expectCalm(stdout);
    expect(text).toMatch(/F-0321 The repositories lack \d+ packages of AlmaLinux 9's base system: BaseOS is missing/);
    expect(text).toContain("What is not there stays the old distribution's and gets no more fixes");
    expect(text).toMatch(/fix Add the BaseOS repository of AlmaLinux 9 with --repo, or leave --repo out/);
    expect(stdout.split("\n").length).toBeLessThan(90);
  });
});
