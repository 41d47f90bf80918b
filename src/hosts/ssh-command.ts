import { createHash } from "node:crypto";
import { access, lstat, mkdir, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { HostError } from "./host-error.ts";
import type { ShellCommand } from "./run-collector.ts";

/** How hosts are reached. What is left out is for the user's own OpenSSH configuration to say. */
export interface SshOptions {
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  /** An OpenSSH configuration instead of the user's and the system's. */
  readonly configFile?: string;
  /** Accept the key of a host that known_hosts does not have; a changed key is refused all the same. */
  readonly trustNew?: boolean;
}

/** Seconds that a connection stays open behind a command, for the next one. */
const KEEP_SECONDS = 60;

/** Hex digits that tell keys and configurations of a user apart. */
const LOGIN_DIGITS = 8;

/** Longest path of a unix socket (108 bytes with the final NUL), less `/`, %C's 40, ours and ssh's temporary suffix of 17. */
const SOCKET_FOLDER_BYTES = 107 - 1 - 40 - (1 + LOGIN_DIGITS) - 17;

/** Whether a word may stand as the host on ssh's command line and in the ProxyCommand of a configuration (`%h`, `%r`). */
export function isHostArgument(host: string): boolean {
  return (
    host.length <= 512 &&
    /^(?:[A-Za-z0-9_.+][A-Za-z0-9_.+@\\-]*@)?[A-Za-z0-9_.:%[\]][A-Za-z0-9_.:%[\]-]*$/.test(host) &&
    !host.includes("\\@")
  );
}

/**
 * The ssh command for a shell on a host, which reads its script from standard input and takes the arguments that follow.
 * Ferry's own settings stand behind the user's in a configuration file of its own (the first value of an option holds), so a
 * user's ProxyJump, ControlPath or ConnectTimeout stay; only what would ask questions, open other channels or run another
 * command is set firmly.
 * @param host must satisfy isHostArgument
 */
export async function sshCommand(host: string, options: SshOptions, shell: readonly string[]): Promise<ShellCommand> {
  if (!isHostArgument(host)) throw new HostError(`Cannot connect to "${host}": this is not a host name`);
  const firm = {
    BatchMode: "yes",
    ClearAllForwardings: "yes",
    ForwardAgent: "no",
    ForwardX11: "no",
    LogLevel: "INFO",
    PermitLocalCommand: "no",
    RemoteCommand: "none",
    RequestTTY: "no",
    ...(options.trustNew === true ? { StrictHostKeyChecking: "accept-new" } : {}),
  };
  return {
    file: "ssh",
    arguments: [
      "-F",
      await sshConfiguration(options),
      ...Object.entries(firm).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
      ...(options.user === undefined ? [] : ["-l", options.user]),
      ...(options.port === undefined ? [] : ["-p", String(options.port)]),
      ...(options.identityFile === undefined ? [] : ["-i", resolve(options.identityFile)]),
      "--",
      host,
      ...shell,
    ],
  };
}

/** Writes Ferry's configuration for ssh, which includes the user's, and returns its path. */
async function sshConfiguration({ configFile, identityFile }: SshOptions): Promise<string> {
  const folder = await runtimeFolder();
  if (configFile !== undefined) await access(configFile);
  const included = configFile === undefined ? ["~/.ssh/config", "/etc/ssh/ssh_config"] : [resolve(configFile)];
  const unfit = [folder, ...included].find((path) => /["\\\n*?[%]/.test(path));
  if (unfit !== undefined) throw new HostError(`Cannot tell ssh of "${unfit}": it has a character ssh reads as more`);
  const text = [
    ...included.map((path) => `Include "${path}"`),
    "Host *",
    "  ConnectTimeout 15",
    "  ServerAliveInterval 15",
    "  Compression yes",
    "  ControlMaster auto",
    `  ControlPath "${folder}/%C${loginName(configFile, identityFile)}"`,
    `  ControlPersist ${KEEP_SECONDS}`,
    "",
  ].join("\n");
  const path = join(folder, `ssh-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.conf`);
  const draft = `${path}.${process.pid}.${(drafts += 1)}`;
  await writeFile(draft, text, { mode: 0o600, flag: "wx" });
  await rename(draft, path);
  return path;
}

let drafts = 0;

/** %C knows host, port and user. A connection that another key or configuration opened is not to be used again for this one. */
function loginName(configFile: string | undefined, identityFile: string | undefined): string {
  if (configFile === undefined && identityFile === undefined) return "";
  const paths = [configFile, identityFile].map((path) => (path === undefined ? "" : resolve(path)));
  return `-${createHash("sha256").update(paths.join("\n")).digest("hex").slice(0, LOGIN_DIGITS)}`;
}

/** A folder only this user can enter, with a path short enough for sockets: in XDG_RUNTIME_DIR, else in a temporary one. */
async function runtimeFolder(): Promise<string> {
  const user = process.getuid?.() ?? 0;
  const runtime = process.env["XDG_RUNTIME_DIR"];
  const folder = [
    ...(runtime?.startsWith("/") === true ? [join(runtime, "ferry")] : []),
    join(tmpdir(), `ferry-${user}`),
  ].find((path) => Buffer.byteLength(path) <= SOCKET_FOLDER_BYTES);
  const path = folder ?? `/tmp/ferry-${user}`;
  await mkdir(path, { recursive: true, mode: 0o700 });
  const seen = await lstat(path);
  if (!seen.isDirectory() || seen.uid !== user || (seen.mode & 0o077) !== 0) {
    throw new HostError(`Cannot keep ssh's sockets in ${path}: it is not a folder of this user alone; remove it`);
  }
  return path;
}
