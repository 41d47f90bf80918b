import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether tests can start a real sshd: it has to be installed, and wants to be started by root. */
export const canStartSshServer = process.getuid?.() === 0 && existsSync("/usr/sbin/sshd") && existsSync("/usr/bin/ssh");

export interface SshServer {
  readonly port: number;
  readonly folder: string;
  /** A line of known_hosts with the server's key. */
  readonly knownHost: string;
  /**
   * Makes a key that may log in, and returns its file. With `command` (a shell script) that is run instead of what the client
   * asks for, which it finds in SSH_ORIGINAL_COMMAND.
   */
  key(name: string, command?: string): string;
  stop(): Promise<void>;
}

/** Starts OpenSSH's sshd on 127.0.0.1 with a configuration, host key and user keys of its own, all kept in `folder`. */
export async function startSshServer(folder: string): Promise<SshServer> {
  mkdirSync(folder, { recursive: true });
  mkdirSync("/run/sshd", { recursive: true });
  const port = await freePort();
  const authorized = join(folder, "authorized_keys");
  writeFileSync(authorized, "");
  makeKey(join(folder, "host_key"));
  writeFileSync(
    join(folder, "sshd_config"),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host_key
AuthorizedKeysFile ${authorized}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 500
LogLevel ERROR
`,
  );
  const server = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", join(folder, "sshd_config")], { stdio: "ignore" });
  await listening(port, server);
  const hostKey = readFileSync(join(folder, "host_key.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  return {
    port,
    folder,
    knownHost: `[127.0.0.1]:${port} ${hostKey}\n`,
    key(name, command) {
      const path = join(folder, name);
      makeKey(path);
      let options = "";
      if (command !== undefined) {
        writeFileSync(`${path}.sh`, command);
        options = `command="sh ${path}.sh" `;
      }
      writeFileSync(authorized, options + readFileSync(`${path}.pub`, "utf8"), { flag: "a" });
      return path;
    },
    async stop() {
      const ended = new Promise((settle) => server.once("exit", settle));
      server.kill();
      await ended;
    },
  };
}

export function makeKey(path: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ferry-test", "-f", path]);
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((settle) => probe.listen(0, "127.0.0.1", settle));
  const address = probe.address();
  await new Promise((settle) => probe.close(settle));
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}

async function listening(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`Cannot start sshd: it ended with ${server.exitCode}`);
    const open = readFileSync("/proc/net/tcp", "utf8").includes(
      `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`,
    );
    if (open) return;
    await sleep(50);
  }
  throw new Error(`Cannot start sshd: nothing listens on port ${port} after 5 seconds`);
}
