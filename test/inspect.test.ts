import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseFactsDocument } from "../src/facts/parse-facts-document.ts";
import { expectCalm, expectHarmless, ferry, fixtures, type Ran, workFolder } from "./support/ferry.ts";
import { silentServer } from "./support/silent-server.ts";
import { canStartSshServer, type SshServer, startSshServer } from "./support/ssh-server.ts";

const work = workFolder("inspect");

test("localhost: a facts document on standard output, a line on standard error", async () => {
  const { stdout, stderr, exit } = await ferry(["inspect"], work);
  expect(exit).toBe(0);
  expect(parseFactsDocument(stdout)).toMatchObject({ host: "localhost", source: "local" });
  expect(stderr).toMatch(/^localhost: \d+ facts known, \d+ not readable( \([\w, ]+\))?\n$/);
});

test("-o writes a file per host, readable by its owner only; --record keeps the answers", async () => {
  const folders = ["stream-9-ready", "debian-12"].map((name) => join(fixtures, name));
  const { stdout, stderr, exit } = await ferry(["inspect", ...folders, "-o", "facts", "--record", "recorded"], work);
  expect([exit, stdout]).toEqual([0, ""]);
  expect(stderr.split("\n")[0]).toMatch(/^web1.example.org: 26 facts known, 0 not readable → facts\/web1.example.org/);
  expect(readdirSync(join(work, "facts")).sort()).toEqual([
    "mail6.example.org.facts.json",
    "web1.example.org.facts.json",
  ]);
  const again = await ferry(["inspect", join(work, "recorded/web1.example.org")], work);
  expect(again.stdout).toBe(readFileSync(join(work, "facts/web1.example.org.facts.json"), "utf8"));
});

describe("archives and folders that cannot be read", () => {
  beforeAll(() => {
    mkdirSync(join(work, "nothing/below"), { recursive: true });
    writeFileSync(join(work, "noise.tar.gz"), Buffer.from("no tar".repeat(200)));
    writeFileSync(join(work, "half.json"), '{"schema":');
    mkdirSync(join(work, "broken"), { recursive: true });
    writeFileSync(join(work, "broken/recording.json"), '{"schema":"ferry/recording/1"}');
  });

  test.concurrent.each([
    ["nothing", /Cannot read the archive nothing: it holds neither an Insights archive, a sos report nor facts/],
    ["noise.tar.gz", /Cannot read the archive noise.tar.gz: it is no tar archive, or damaged/],
    ["half.json", /Cannot read the facts: not JSON: .*; write it anew with ferry inspect/],
    ["broken", /Cannot read broken\/recording.json: host: /],
  ])("%s", async (path, says) => {
    const { stdout, stderr, exit } = await ferry(["inspect", path], work);
    expect([exit, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd()).not.toContain("\n");
    expectHarmless(stderr);
  });

  test("a path that is not there is no host name", async () => {
    const { stderr, exit } = await ferry(["inspect", "no/such/file"], work);
    expect([exit, stderr]).toEqual([1, 'ferry: Cannot read "no/such/file": there is no such file or folder\n']);
  });
});

describe.skipIf(!canStartSshServer)("hosts over a real sshd", () => {
  let server: SshServer;
  let configuration: string;
  const home = join(work, "home");
  beforeAll(async () => {
    server = await startSshServer(join(work, "ssh"));
    configuration = join(work, "ssh_config");
    const known = join(work, "known_hosts");
    writeFileSync(known, server.knownHost);
    writeFileSync(configuration, `Host *\n  UserKnownHostsFile ${known}\n  GlobalKnownHostsFile /dev/null\n`);
    mkdirSync(home, { recursive: true });
  });
  afterAll(() => server.stop());

  function assess(key: string, ...more: readonly string[]): Promise<Ran> {
    const connection = ["-u", "root", "-p", String(server.port), "-F", configuration, "-k", key];
    return ferry(["assess", "127.0.0.1", ...connection, ...more], work, { measure: true });
  }

  test("one that answers", async () => {
    const { stdout, exit } = await assess(server.key("good"));
    expect(exit).toBe(2);
    expect(stdout).toMatch(/✖ UNSUPPORTED {3}This is not a CentOS host/);
  });

  test("one that answers garbage, with words that would steer a terminal", async () => {
    const { stdout, stderr, exit } = await assess(
      server.key("noise", "printf 'no shell for you \\033[31m\\033]0;gone\\007\\n'"),
    );
    expect([exit, stderr]).toEqual([4, ""]);
    expect(stdout).toMatch(/✖ UNREACHABLE {3}its log-in shell did not run the collector: no shell for you/);
    expectCalm(stdout);
  });

  test("one that answers 1 GB", async () => {
    const { stdout, exit, peak } = await assess(server.key("flood", "head -c 1000000000 /dev/zero"));
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✖ FAILED {3}/);
    expectCalm(stdout);
    expect(peak).toBeLessThan(400);
  });

  test("one that begins well and then writes without end", async () => {
    // The collector's first line, then what it should not say: $4 of "sh -s -- NONCE" is the word it was given.
    const key = server.key(
      "endless",
      'set -- $SSH_ORIGINAL_COMMAND; printf "%s ferry 1\\n%s begin os-release\\n" "$4" "$4"; yes 1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -c 1000000000',
    );
    const { stdout, exit, peak } = await assess(key);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✖ FAILED {3}/);
    expectCalm(stdout);
    expect(peak).toBeLessThan(500);
  });

  test("one that never answers", async () => {
    const { stdout, exit } = await assess(server.key("mute", "sleep 600"), "--timeout", "2");
    expect(exit).toBe(4);
    expect(stdout).toMatch(/✖ UNREACHABLE {3}it gave no answer within 2 seconds/);
  });

  test("one whose key is not known is refused, and known with --trust-new", async () => {
    const strict = join(work, "strict_config");
    writeFileSync(strict, `Host *\n  UserKnownHostsFile ${work}/new_hosts\n  GlobalKnownHostsFile /dev/null\n`);
    const key = server.key("strict");
    const connection = ["-u", "root", "-p", String(server.port), "-F", strict, "-k", key];
    const refused = await ferry(["assess", "127.0.0.1", ...connection], work);
    expect(refused.exit).toBe(4);
    expect(refused.stdout.replace(/\s+/g, " ")).toMatch(
      /the host key is not known: connect once with ssh and check it, or use --trust-new/,
    );
    expect(existsSync(`${work}/new_hosts`)).toBe(false);
    const trusted = await ferry(["assess", "127.0.0.1", ...connection, "--trust-new"], work);
    expect(trusted.exit).toBe(2);
  });
});

test("a listener that takes the call and says nothing", async () => {
  const host = await silentServer();
  const { stdout, exit } = await ferry(["assess", "127.0.0.1", "-p", String(host.port), "--timeout", "2"], work);
  await host.stop();
  expect(exit).toBe(4);
  expect(stdout).toMatch(/✖ UNREACHABLE {3}it gave no answer within 2 seconds/);
});

test("a listener that is no ssh", async () => {
  const host = await silentServer(Buffer.from("HTTP/1.1 400 Bad\u001b[31m Request\r\n\r\n".repeat(40)));
  const { stdout, exit } = await ferry(["assess", "127.0.0.1", "-p", String(host.port), "--timeout", "5"], work);
  await host.stop();
  expect(exit).toBe(4);
  expect(stdout).toMatch(/✖ UNREACHABLE {3}/);
  expectCalm(stdout);
});
