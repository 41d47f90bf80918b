import type { HostLine } from "../host-line.ts";
import { type Asked, ended } from "../jobs/ask-runner.ts";

/** One boot of a host. */
export interface Boot {
  readonly kind: "boot";
  /** The kernel's own word for this boot: another one after each start. */
  readonly id: string;
  /** `uname -r`. */
  readonly kernel: string;
  /** What systemd says of the whole: running, degraded, starting, stopping …; `unknown` without systemd. */
  readonly state: string;
  /** How long the last start took, in seconds; undefined where systemd does not tell, or was not asked. */
  readonly bootSeconds: number | undefined;
}

const SCRIPT = `cat /proc/sys/kernel/random/boot_id
uname -r
systemctl is-system-running 2>/dev/null || :
echo --
[ "$1" = again ] || systemd-analyze time 2>/dev/null | sed -n 's/^Startup finished in .* = //p'`;

/**
 * Asks over a connection of its own, a new log-in, where nothing else is said: a shared one may still hang on a host that has gone
 * down. `anew` makes the new one the shared one. How long the start took, which takes ten times as long as the rest, is asked by
 * that log-in alone.
 */
export async function readBoot(line: HostLine, over: "fresh" | "anew" | "shared" = "fresh"): Promise<Asked<Boot>> {
  const connection = { fresh: over === "fresh", anew: over === "anew" };
  const ran = await line.run(SCRIPT, { ...connection, seconds: 20, args: [over === "fresh" ? "first" : "again"] });
  // A shell that is ended while the host goes down has answered in part: it is asked again.
  if (ran.kind === "ended" && ran.status !== 0)
    return { kind: "unreachable", reason: "the host is going down or coming up" };
  const said = ended(ran, `ask ${line.name} for its boot`);
  if (said.kind === "unreachable") return said;
  return parseBoot(said.stdout) ?? { kind: "unreachable", reason: "the host is going down or coming up" };
}

/** Reads the script's answer; undefined when it is not whole. @internal */
export function parseBoot(text: string): Boot | undefined {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n(\S{1,256})\n(?:([a-z]+)\n)?--\n(.*)$/m.exec(text);
  if (match === null) return undefined;
  const [, id = "", kernel = "", state = "unknown", time = ""] = match;
  return { kind: "boot", id, kernel, state, bootSeconds: parseSeconds(time) };
}

/** systemd's way to write a time: `1min 2.345s`, `983ms`. */
function parseSeconds(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3600, min: 60, s: 1, ms: 0.001 };
  const found = [...text.matchAll(/(\d+(?:\.\d+)?)(h|min|ms|s)\b/g)];
  if (found.length === 0) return undefined;
  return found.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (units[unit] ?? 0), 0);
}
