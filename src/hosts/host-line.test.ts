import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canStartSshServer, type SshServer, startSshServer } from "../../test/support/ssh-server.ts";
import { type HostLine, openLine, type RunOptions } from "./host-line.ts";

const scratch = mkdtempSync(join(tmpdir(), "ferry-line-"));
const runtime = process.env["XDG_RUNTIME_DIR"];
let server: SshServer;
let line: HostLine;

beforeAll(async () => {
  chmodSync(scratch, 0o700);
  process.env["XDG_RUNTIME_DIR"] = scratch;
  if (!canStartSshServer) return;
  server = await startSshServer(join(scratch, "server"));
  const known = join(scratch, "known_hosts");
  const configFile = join(scratch, "config");
  writeFileSync(known, server.knownHost);
  writeFileSync(
    configFile,
    `Host web01\n  HostName 127.0.0.1\n  Port ${server.port}\n  User root\n  IdentitiesOnly yes\n  IdentityFile ${server.key("line")}\n  UserKnownHostsFile ${known}\n`,
  );
  line = openLine({ kind: "ssh", host: "web01", ssh: { configFile }, become: false });
});

afterAll(async () => {
  const sockets = join(scratch, "ferry");
  for (const name of existsSync(sockets) ? readdirSync(sockets) : []) {
    if (!name.endsWith(".conf")) spawnSync("ssh", ["-O", "exit", "-S", join(sockets, name), "web01"]);
  }
  if (canStartSshServer) await server.stop();
  if (runtime === undefined) delete process.env["XDG_RUNTIME_DIR"];
  else process.env["XDG_RUNTIME_DIR"] = runtime;
  rmSync(scratch, { recursive: true });
});

/** The client's port of the connection that a script came by. */
async function connectionOf(options: RunOptions = {}): Promise<string> {
  const ran = await line.run('echo "$SSH_CLIENT"', options);
  expect(ran).toMatchObject({ kind: "ended", status: 0 });
  return ran.kind === "ended" ? (ran.stdout.split(" ")[1] ?? "") : "";
}

test.runIf(canStartSshServer)("scripts share a connection, until one begins anew and its own is shared", async () => {
  const first = await connectionOf();
  expect(await connectionOf()).toBe(first);
  expect(await connectionOf({ fresh: true })).not.toBe(first);
  expect(await connectionOf()).toBe(first);
  let begun = (): void => {};
  const hasBegun = new Promise<void>((settle) => {
    begun = settle;
  });
  let said = "";
  const slow = line.run('echo "$SSH_CLIENT"; sleep 1; echo ended', {
    onOutput: (piece) => {
      said += piece.toString();
      begun();
    },
  });
  await hasBegun;
  const second = await connectionOf({ anew: true });
  expect(second).not.toBe(first);
  expect(await connectionOf()).toBe(second);
  expect(await slow).toMatchObject({ kind: "ended", status: 0 });
  expect(said).toMatch(new RegExp(` ${first} .*\\nended\\n$`));
  // Where none is shared yet or any more.
  expect(await connectionOf({ anew: true })).not.toBe(second);
});
