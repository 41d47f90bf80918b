import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectCalm, expectHarmless, ferry, ferryPath, fixtures, startFerry, workFolder } from "./support/ferry.ts";
import { writeFixtureRepositories } from "./support/fixture-repositories.ts";
import { silentServer } from "./support/silent-server.ts";

const work = workFolder("cli");
const { alma9 } = writeFixtureRepositories(work);
const ready = join(fixtures, "stream-9-ready");

describe("help", () => {
  test.concurrent.each([
    [["--help"], /Usage: ferry .*Exit codes: 0 done/s],
    [["help", "assess"], /--repo <ID=URL\|DIR>/],
    [["assess", "--help"], /--driver-data <file>/],
    [["inspect", "--help"], /--record <dir>/],
    [["repo", "--help"], /info .*diff/s],
    [["repo", "info", "--help"], /--gpg-key <file>/],
    [["repo", "diff", "--help"], /--exit-code/],
    [["rpmdb", "list", "--help"], /rpm -qa/],
    [["config", "schema", "--help"], /repo-diff/],
  ])("ferry %j", async (args, shows) => {
    const { stdout, stderr, exit } = await ferry(args, work);
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(shows);
    expectCalm(stdout);
  });

  test("the version is that of package.json", async () => {
    expect((await ferry(["--version"], work)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("wrong usage exits 64, says what is wrong on standard error and prints no result", () => {
  test.concurrent.each([
    [[], /Usage: ferry/],
    [["asess"], /unknown command 'asess'\n\(Did you mean assess\?\)/],
    [["assess", "--jsno"], /unknown option '--jsno'\n\(Did you mean --json\?\)/],
    [["assess"], /Cannot assess nothing: name a host/],
    [["assess", "--root", "/", "web1"], /Cannot assess --root and other inputs/],
    [["assess", "web1", "--repo", "foo"], /Cannot read --repo "foo": it takes ID=URL or ID=DIR, such as baseos=/],
    [["assess", "web1", "--repo", "a=x", "--repo", "a=y"], /two repositories with the id "a" \(x and y\): give each/],
    [["assess", "web1", "--to", "almalinux-99"], /"almalinux-99" is not a release that Ferry knows: use one of alma/],
    [["assess", "web1", "--to", "centos-stream-9"], /Ferry moves to AlmaLinux, not to CentOS Stream 9: use one/],
    [
      ["assess", "web1", "--repo", "a=x", "--gpg-key", "none.asc"],
      /Cannot read the key file "none.asc": it is not there/,
    ],
    [["assess", "web1", "--forks", "0"], /Cannot read --forks "0": it takes a whole number from 1 to 1000/],
    [["assess", "web1", "--max-age", "soon"], /Cannot read --max-age "soon": it takes a whole number/],
    [["inspect", "web1", "web2"], /several hosts to standard output: name a folder with -o DIR/],
    [["inspect", "--root", "/", "web1"], /Cannot inspect --root and hosts in one run/],
    [["verify", "web1", "--record", "--json"], /Cannot use --json with --record: nothing is compared then/],
    [["verify", "web1", "--forks", "5"], /unknown option '--forks'/],
    [["migrate", "web1", "--timeout", "5"], /unknown option '--timeout'/],
    [["migrate", "web1", "--json"], /Cannot ask for your consent with --json: .* --yes/],
    [["rollback", "web1", "-q"], /Cannot ask for your consent with --quiet: .* --yes/],
    [["migrate", "web1", "-n", "--no-backup", "--data", "/srv"], /Cannot use --data with --no-backup/],
    [["backup", "create", "web1", "--password-file", "x"], /Cannot use --password-file here/],
    [["backup", "create", "web1", "--no-snapshot", "--snapshot-hook", "x"], /--snapshot-hook with --no-snapshot/],
    [["backup", "restore", "web1", "--json"], /Cannot ask for your consent with --json/],
    [["repo"], /Usage: ferry repo/],
    [["repo", "frob"], /unknown command 'frob'/],
    [["repo", "info"], /missing required argument/],
    [["repo", "info", "a", "b"], /too many arguments/],
    [["rpmdb", "list"], /missing required argument 'path'/],
    [["config", "schema", "fact"], /Cannot show the schema "fact": there are facts, assessment, /],
  ])("ferry %j", async (args, says) => {
    const { stdout, stderr, exit } = await ferry(args, work);
    expect([exit, stdout]).toEqual([64, ""]);
    expect(stderr).toMatch(says);
    expectHarmless(stderr);
  });

  test("SOURCE_DATE_EPOCH", async () => {
    const { stderr, exit } = await ferry(["assess", ready, ...alma9], work, {
      environment: { SOURCE_DATE_EPOCH: "today" },
    });
    expect([exit, stderr]).toEqual([64, 'ferry: Cannot read SOURCE_DATE_EPOCH "today": it takes seconds since 1970\n']);
  });
});

describe("colour", () => {
  /** What ferry prints on a terminal that script(1) makes. */
  function onTerminal(environment: Readonly<Record<string, string>>): string {
    const command = [ferryPath, "assess", ready, ...alma9, "-q"].map((word) => `'${word}'`).join(" ");
    return execFileSync("script", ["-qec", command, "/dev/null"], {
      encoding: "utf8",
      cwd: work,
      env: { ...process.env, XDG_CACHE_HOME: work, TERM: "xterm", NO_COLOR: "", FORCE_COLOR: "", ...environment },
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  test("there is some on a terminal, none with NO_COLOR or TERM=dumb", () => {
    expect(onTerminal({})).toContain("\u001b[32m✔ READY\u001b[39m");
    expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b");
    expect(onTerminal({ TERM: "dumb" })).not.toContain("\u001b");
  });
});

describe("pipes and signals", () => {
  test("a reader that goes away ends the command quietly", async () => {
    const child = startFerry(["config", "schema", "facts"], work);
    child.stdout?.destroy();
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    await once(child, "close");
    expect(stderr).toBe("");
  });

  test("Ctrl-C ends it, and the ssh that it started", async () => {
    const host = await silentServer();
    const child = startFerry(["assess", "127.0.0.1", "--port", String(host.port), "-u", "nobody"], work);
    await host.called;
    child.kill("SIGINT");
    const [code, signal]: unknown[] = await once(child, "close");
    expect([code, signal]).toEqual([null, "SIGINT"]);
    await host.left;
    await host.stop();
  });
});
