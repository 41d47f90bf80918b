import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canStartSshServer, freePort, makeKey, type SshServer, startSshServer } from "../../test/support/ssh-server.ts";
import { probes } from "../facts/probes.ts";
import { type InspectOptions, inspectHost } from "./inspect-host.ts";
import { inspectHosts } from "./inspect-hosts.ts";
import type { Inspection } from "./inspection.ts";
import type { SshOptions } from "./ssh-command.ts";

const scratch = mkdtempSync(join(tmpdir(), "ferry-ssh-"));
const sockets = join(scratch, "ferry");
const environment = { ...process.env };
let server: SshServer;
let silent: Server;

beforeAll(async () => {
  chmodSync(scratch, 0o700);
  process.env["XDG_RUNTIME_DIR"] = scratch;
  if (!canStartSshServer) return;
  server = await startSshServer(join(scratch, "server"));
  writeFileSync(join(scratch, "known_hosts"), server.knownHost);
  silent = createServer(() => {});
  await new Promise<void>((settle) => silent.listen(0, "127.0.0.1", settle));
});

afterAll(async () => {
  for (const name of existsSync(sockets) ? readdirSync(sockets) : []) {
    if (!name.endsWith(".conf")) spawnSync("ssh", ["-O", "exit", "-S", join(sockets, name), "web01"]);
  }
  if (canStartSshServer) await server.stop();
  silent?.close();
  if (environment["XDG_RUNTIME_DIR"] === undefined) delete process.env["XDG_RUNTIME_DIR"];
  else process.env["XDG_RUNTIME_DIR"] = environment["XDG_RUNTIME_DIR"];
  rmSync(scratch, { recursive: true });
});

let configurations = 0;

/** A configuration for OpenSSH with the host `web01` (and web1 … web99), and options over the usual ones. */
function configuration(options: Readonly<Record<string, string | number>> = {}): SshOptions {
  const path = join(scratch, `config-${(configurations += 1)}`);
  const all = {
    HostName: "127.0.0.1",
    Port: server.port,
    User: "root",
    IdentitiesOnly: "yes",
    ConnectTimeout: 3,
    UserKnownHostsFile: join(scratch, "known_hosts"),
    GlobalKnownHostsFile: "/dev/null",
    ControlPath: "none",
    ...options,
  };
  const lines = Object.entries(all).map(([name, value]) => `  ${name} ${value}\n`);
  writeFileSync(path, `Host web*\n${lines.join("")}`);
  return { configFile: path };
}

function inspect(ssh: SshOptions, options: InspectOptions = {}, host = "web01"): Promise<Inspection> {
  return inspectHost({ kind: "ssh", host, ssh, become: false }, options);
}

describe("inspectHost() of this machine", () => {
  test("runs the collector", async () => {
    const inspection = await inspectHost({ kind: "local", become: false });
    expect(inspection).toMatchObject({ kind: "inspected", host: "localhost", source: "local" });
    if (inspection.kind !== "inspected") return;
    expect([...inspection.captures.keys()].sort()).toEqual(Object.keys(probes).sort());
    expect(inspection.captures.get("os-release")).toMatchObject({ text: readFileSync("/etc/os-release", "utf8") });
  });

  test.skipIf(spawnSync("sudo", ["-n", "true"]).status !== 0)("runs it through sudo", async () => {
    const inspection = await inspectHost({ kind: "local", become: true });
    const collector = inspection.kind === "inspected" ? inspection.captures.get("collector") : undefined;
    expect(collector).toMatchObject({ text: expect.stringContaining("uid: 0\n") });
  });

  test.each([
    ["sudo: a password is required", "sudo asks for a password: allow this user sudo without one (NOPASSWD)"],
    ["sudo: sorry, you must have a tty to run sudo", "sudo wants a terminal: take requiretty from its configuration"],
    ["sudo: unknown user root", "sudo refused: sudo: unknown user root"],
  ])("says what to do when sudo says %j", async (words, reason) => {
    const folder = mkdtempSync(join(scratch, "path-"));
    writeFileSync(join(folder, "sudo"), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`, { mode: 0o755 });
    process.env["PATH"] = `${folder}:${environment["PATH"]}`;
    const inspection = await inspectHost({ kind: "local", become: true });
    process.env["PATH"] = environment["PATH"];
    expect(inspection).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  });

  test("stops when it is told to, and leaves nothing running", async () => {
    const stop = new AbortController();
    const inspection = inspectHost({ kind: "local", become: false }, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await expect(inspection).rejects.toThrow("enough");
  });
});

describe.skipIf(!canStartSshServer)("inspectHost() over OpenSSH", () => {
  test("runs the collector on a host of the user's configuration", async () => {
    const inspection = await inspect(configuration({ IdentityFile: server.key("plain") }));
    expect(inspection).toMatchObject({ kind: "inspected", host: "web01", source: "ssh" });
    expect(inspection.kind === "inspected" && [...inspection.captures.keys()].sort()).toEqual(
      Object.keys(probes).sort(),
    );
  });

  test("takes user, port and key from its options before the configuration's", async () => {
    const config = configuration({ User: "nobody", Port: 1 });
    const inspection = await inspect({
      ...config,
      user: "root",
      port: server.port,
      identityFile: server.key("option"),
    });
    expect(inspection).toMatchObject({ kind: "inspected" });
  });

  test("keeps the connection for the next command, in a folder of this user alone", async () => {
    const { configFile = "" } = configuration({ IdentityFile: server.key("kept") });
    writeFileSync(configFile, readFileSync(configFile, "utf8").replace(/.*ControlPath.*\n/, ""));
    expect(await inspect({ configFile })).toMatchObject({ kind: "inspected" });
    const [socket = ""] = readdirSync(sockets).filter((name) => /^[0-9a-f]{40}-[0-9a-f]{8}$/.test(name));
    const ask = (what: string) =>
      spawnSync("ssh", ["-O", what, "-S", join(sockets, socket), "web01"], { encoding: "utf8" });
    expect(ask("check").stderr).toContain("Master running");
    expect(await inspect({ configFile })).toMatchObject({ kind: "inspected" });
    expect(ask("exit").status).toBe(0);
  });

  test.each([
    ["a name nobody knows", () => ({ HostName: "no-such-host.invalid" }), "the name is not known"],
    ["a port nobody listens on", async () => ({ Port: await freePort() }), "the connection was refused"],
    ["a server that never answers", () => ({ Port: portOf(silent), ConnectTimeout: 1 }), "no answer in time"],
    [
      "a key the host does not accept",
      () => ({ IdentityFile: strangeKey() }),
      "permission denied: no key that the host",
    ],
    ["a host key that has changed", () => ({ UserKnownHostsFile: otherKnownHosts() }), "the host key has changed"],
    ["a host key that is not known", () => ({ UserKnownHostsFile: "/dev/null" }), "the host key is not known"],
    ["no algorithm in common", () => ({ HostKeyAlgorithms: "ssh-rsa" }), "host and ssh have no algorithm in common"],
    ["a configuration ssh refuses", () => ({ NoSuchOption: "yes" }), "ssh refuses its configuration"],
  ])("tells %s", async (_case, options, reason) => {
    const inspection = await inspect(configuration(await options()));
    expect(inspection).toMatchObject({ kind: "unreachable", host: "web01", reason: expect.stringContaining(reason) });
  });

  test("accepts a host key that is not known when told to, and then keeps to it", async () => {
    const known = join(scratch, "new_known_hosts");
    const key = server.key("trusting");
    const config = configuration({ IdentityFile: key, UserKnownHostsFile: known });
    expect(await inspect({ ...config, trustNew: true })).toMatchObject({ kind: "inspected" });
    expect(readFileSync(known, "utf8")).toContain(server.knownHost.trim());
    const changed = configuration({ IdentityFile: key, UserKnownHostsFile: otherKnownHosts() });
    expect(await inspect({ ...changed, trustNew: true })).toMatchObject({ kind: "unreachable" });
  });

  test.each(["-oProxyCommand=touch", "a b", "a;b", "$(id)", "a`id`", "", "root@-x", "a\nb", "x@y|z"])(
    "never hands the name %j to ssh",
    async (host) => {
      const inspection = await inspect(configuration(), {}, host);
      expect(inspection).toMatchObject({ kind: "unreachable", reason: "this is not a host name" });
    },
  );

  test("says that sudo is refused on the host", async () => {
    const key = server.key("no-sudo", "echo 'sudo: a password is required' >&2; exit 1");
    const ssh = configuration({ IdentityFile: key });
    const inspection = await inspectHost({ kind: "ssh", host: "web01", ssh, become: true });
    expect(inspection).toMatchObject({ kind: "refused", reason: expect.stringContaining("NOPASSWD") });
  });
});

const nonce = "${SSH_ORIGINAL_COMMAND##* }";

describe.skipIf(!canStartSshServer)("inspectHost() of a host that", () => {
  const quick: InspectOptions = { startSeconds: 2, timeoutSeconds: 4 };

  test.each([
    [
      "greets at length before the answer",
      "echo Welcome; echo 'ferry 1'; printf 'no newline'; echo; eval \"$SSH_ORIGINAL_COMMAND\"; echo bye",
      { kind: "inspected" },
    ],
    [
      "lets nobody in",
      "echo 'This account is currently not available.'; exit 1",
      {
        kind: "refused",
        reason: "its log-in shell did not run the collector: This account is currently not available.",
      },
    ],
    ["answers nothing", "exit 0", { kind: "refused", reason: expect.stringContaining("it ended with status 0") }],
    [
      "answers garbage",
      "head -c 3000000 /dev/urandom",
      { kind: "broken", reason: expect.stringContaining("it is not the collector's stream") },
    ],
    ["never answers", "sleep 30", { kind: "unreachable", reason: "it gave no answer within 2 seconds" }],
    [
      "drips a byte at a time before the answer",
      "while :; do printf x; sleep 0.2; done",
      { kind: "unreachable", reason: "it gave no answer within 2 seconds" },
    ],
    [
      "drips a byte at a time in the answer",
      `printf '%s ferry 1\\n%s begin df\\n1' ${nonce} ${nonce}; while :; do printf x; sleep 0.2; done`,
      { kind: "broken", reason: "it had not answered all after 4 seconds" },
    ],
    [
      "answers 1 GB",
      `printf '%s ferry 1\\n%s begin df\\n' ${nonce} ${nonce}; yes 1234567890 | head -c 1073741824`,
      { kind: "broken", reason: expect.stringContaining('the probe "df" is longer than 50331648 bytes') },
    ],
    [
      "answers 1 GB in one line",
      `printf '%s ferry 1\\n%s begin df\\n' ${nonce} ${nonce}; head -c 1073741824 /dev/zero`,
      { kind: "broken", reason: expect.stringContaining("a line is longer than 1048576 bytes") },
    ],
    [
      "answers 1 GB of lines that belong to nothing",
      `printf '%s ferry 1\\n' ${nonce}; yes noise | head -c 1073741824`,
      { kind: "broken", reason: expect.stringContaining("it is longer than 100663296 bytes") },
    ],
    [
      "claims 10 GB",
      `printf '%s ferry 1\\n%s begin df\\n1x\\n%s end output 1:10737418240\\n' ${nonce} ${nonce} ${nonce}`,
      { kind: "broken", reason: expect.stringContaining("1 of 10737418240 were sent") },
    ],
    [
      "answers a probe twice",
      `for i in 1 2; do printf '%s ferry 1\\n%s begin df\\n%s end absent 0:0\\n' ${nonce} ${nonce} ${nonce}; done`,
      { kind: "broken", reason: expect.stringContaining('"ferry 1" outside of a frame') },
    ],
    [
      "answers what nobody asked",
      `printf '%s ferry 1\\n%s begin ../../etc/shadow\\n' ${nonce} ${nonce}`,
      { kind: "broken", reason: expect.stringContaining("is no probe that Ferry knows") },
    ],
    [
      "answers with another nonce",
      "printf '0123 ferry 1\\n0123 all 0\\n'",
      { kind: "refused", reason: expect.stringContaining("0123 ferry 1 0123 all 0") },
    ],
    [
      "drops the line in the middle",
      // sshd needs a moment to send on what it has, or the client never sees an answer begin
      `eval "$SSH_ORIGINAL_COMMAND" | head -n 60; sleep 2; kill -9 $PPID`,
      { kind: "broken", reason: expect.stringMatching(/^the line was cut after [1-9]\d* probes/) },
    ],
    [
      "colours its last words",
      "printf '\\033[31m\\007evil\\n' >&2; exit 3",
      { kind: "refused", reason: "its log-in shell did not run the collector: [31m evil" },
    ],
  ])("%s", async (title, command, expected) => {
    const before = process.memoryUsage.rss();
    const key = server.key(title.replaceAll(/\W/g, "-"), command);
    const started = Date.now();
    // Only these are to run into their limits; a busy machine must not bring others there.
    const options = /never|drips/.test(title) ? quick : {};
    const inspection = await inspect(configuration({ IdentityFile: key }), options);
    expect(inspection).toMatchObject({ host: "web01", ...expected });
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 << 20);
  });

  test("answers differently each time does not stop the others", async () => {
    const good = configuration({ IdentityFile: server.key("good") });
    const bad = configuration({ IdentityFile: server.key("bad", "head -c 3000000 /dev/urandom") });
    const targets = Array.from({ length: 20 }, (_, index) => ({
      kind: "ssh" as const,
      host: `web${index + 1}`,
      ssh: index % 5 === 4 ? bad : good,
      become: false,
    }));
    const events: string[] = [];
    let running = 0;
    let most = 0;
    const kinds = await inspectHosts(targets, {
      forks: 6,
      keep: (inspection) => `${inspection.host} ${inspection.kind}`,
      onEvent: (event) => {
        running += event.kind === "started" ? 1 : -1;
        most = Math.max(most, running);
        events.push(event.kind);
      },
    });
    expect(kinds).toEqual(targets.map(({ host, ssh }) => `${host} ${ssh === bad ? "broken" : "inspected"}`));
    expect(most).toBe(6);
    expect(events.filter((kind) => kind === "finished")).toHaveLength(20);
  });

  test("shares its connection with many names inspects under all of them", async () => {
    const { configFile = "" } = configuration({ IdentityFile: server.key("shared") });
    writeFileSync(configFile, readFileSync(configFile, "utf8").replace(/.*ControlPath.*\n/, ""));
    const targets = Array.from({ length: 15 }, (_, index) => ({
      kind: "ssh" as const,
      host: `web${index + 1}`,
      ssh: { configFile },
      become: false,
    }));
    const first = await inspectHosts(targets.slice(0, 1), { keep: ({ kind }) => kind });
    const rest = await inspectHosts(targets, { forks: 15, keep: (inspection) => inspection });
    expect(first).toEqual(["inspected"]);
    expect(rest.filter(({ kind }) => kind !== "inspected")).toEqual([]);
  });
});

function portOf(listener: Server): number {
  const address = listener.address();
  return address === null || typeof address === "string" ? 0 : address.port;
}

function strangeKey(): string {
  const path = join(scratch, "strange");
  makeKey(path);
  return path;
}

function otherKnownHosts(): string {
  const folder = mkdtempSync(join(scratch, "other-"));
  mkdirSync(folder, { recursive: true });
  makeKey(join(folder, "key"));
  const [type, key] = readFileSync(join(folder, "key.pub"), "utf8").split(" ");
  writeFileSync(join(folder, "known_hosts"), `[127.0.0.1]:${server.port} ${type} ${key}\n`);
  execFileSync("chmod", ["600", join(folder, "known_hosts")]);
  return join(folder, "known_hosts");
}
