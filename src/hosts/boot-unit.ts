import { HostError } from "./host-error.ts";
import { type HostLine, lastLine } from "./host-line.ts";

/** Where the unit is. */
export const BOOT_UNIT_FILE = "/etc/systemd/system/ferry-continue.service";

export interface BootUnit {
  /** The program with its arguments, such as /opt/ferry/bin/ferry run continue. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** File with more of the environment, for its owner alone: everybody may read units. */
  readonly environmentFile: string;
  /** Nothing is started when it is not there (any more). */
  readonly stateFolder: string;
}

/**
 * The unit that goes on with the unfinished moves of this machine after it has booted (systemd.service(5), systemd.unit(5)). It starts
 * again when it lost its database (75) or was killed, and not when it has told the truth: blocked, failed, waiting for somebody.
 * `KillMode=process`: the private PostgreSQL and jobs outlive it.
 * @internal for tests
 */
export function bootUnitText({ command, environment, environmentFile, stateFolder }: BootUnit): string {
  return [
    "[Unit]",
    "Description=Ferry goes on with the unfinished moves of this machine",
    "Wants=network-online.target",
    "After=network-online.target local-fs.target",
    `ConditionPathIsDirectory=${specifiersOut(stateFolder)}`,
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=simple",
    ...Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    `EnvironmentFile=-${specifiersOut(environmentFile)}`,
    `ExecStart=${command.map(word).join(" ")}`,
    "Restart=on-failure",
    "RestartPreventExitStatus=1 2 3 4 5 64",
    "RestartSec=15",
    "KillMode=process",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

/** Makes the unit be started at the next boot. It may be told so twice. @throws HostError when the host refuses */
export async function installBootUnit(line: HostLine, unit: BootUnit): Promise<void> {
  await must(
    line,
    'set -eu; umask 022; cat > "$1.new"; mv -f "$1.new" "$1"; systemctl daemon-reload; systemctl --quiet enable "${1##*/}"',
    bootUnitText(unit),
  );
}

/** The inverse of `installBootUnit`. A unit that is running goes on: it may be the one that asks. */
export async function removeBootUnit(line: HostLine): Promise<void> {
  await must(
    line,
    'set -eu; [ -e "$1" ] || exit 0; systemctl --quiet disable "${1##*/}"; rm -f "$1"; systemctl daemon-reload',
  );
}

async function must(line: HostLine, script: string, input = ""): Promise<void> {
  const ran = await line.run(script, { args: [BOOT_UNIT_FILE], input });
  if (ran.kind === "ended" && ran.status === 0) return;
  const what =
    ran.kind === "ended" ? lastLine(ran.stderr) : ran.kind === "unreachable" ? ran.reason : "it took too long";
  throw new HostError(`Cannot set ${BOOT_UNIT_FILE} on ${line.name}: ${what}`);
}

/** A word of ExecStart= that stands for exactly this text: "$" would name a variable there. */
function word(text: string): string {
  return quoted(text).replaceAll("$", "$$$$");
}

/** The same for Environment=, where "$" stands for itself (systemd.exec(5)). */
function quoted(text: string): string {
  return `"${specifiersOut(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function specifiersOut(text: string): string {
  if (/[\n\r\0]/.test(text)) throw new HostError("Cannot name a path with a line break in a systemd unit");
  return text.replaceAll("%", "%%");
}
