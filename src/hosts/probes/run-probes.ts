import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseProbeAnswer } from "../../probes/parse-probe-answer.ts";
import type { ProbeGroup } from "../../probes/probe-family.ts";
import { formatQuestions, type UserProbes } from "../../probes/probe-questions.ts";
import type { ProbeReadings, ProbeSnapshot } from "../../probes/probe-snapshot.ts";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine, openConnection, type Unreachable } from "../host-line.ts";

export interface ProbeRunOptions {
  readonly groups: readonly ProbeGroup[];
  readonly probes: UserProbes;
  /** What was seen before: the same is asked again. */
  readonly before?: ProbeSnapshot;
  /** Leaves the host that is being looked at. */
  readonly signal?: AbortSignal;
}

export type ProbeRun =
  | { readonly kind: "seen"; readonly snapshot: ProbeSnapshot }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Longest time of a group, in seconds: above the sum of the limits that the script keeps itself. */
const seconds: Readonly<Record<ProbeGroup, number>> = { quick: 300, files: 5400, rpm: 2400, update: 600 };

/**
 * Looks at a host with probes.sh; changes nothing there.
 * @throws HostError when the script cannot run (no root, no awk); ProbeError when a question or the answer is malformed;
 * the signal's reason when it aborts
 */
export async function runProbes(line: HostLine, options: ProbeRunOptions): Promise<ProbeRun> {
  const script = await probeScript();
  const input = formatQuestions(options.probes, options.before);
  const unreachable = options.groups.length > 1 ? await openConnection(line, options.signal) : undefined;
  if (unreachable !== undefined) return unreachable;
  const takenAt = new Date().toISOString();
  async function look(group: ProbeGroup): Promise<Seen | Unreachable> {
    const nonce = randomBytes(16).toString("hex");
    const ran = await line.run(script, {
      args: [nonce, group],
      input,
      seconds: seconds[group],
      maxBytes: 64 << 20,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (ran.kind === "unreachable") return ran;
    if (ran.kind === "stopped") {
      throw new HostError(`Cannot look at ${line.name}: the probes did not end within ${ran.seconds} seconds`);
    }
    if (ran.status !== 0) throw new HostError(`Cannot look at ${line.name}: ${lastLine(ran.stderr)}`);
    return { kind: "seen", families: [...parseProbeAnswer(ran.stdout, nonce)] };
  }
  // Side by side: none of them waits for another's locks.
  const readings = new Map<Family[0], Family[1]>();
  for (const seen of await Promise.all(options.groups.map(look))) {
    if (seen.kind === "unreachable") return seen;
    for (const [family, reading] of seen.families) readings.set(family, reading);
  }
  return { kind: "seen", snapshot: { host: line.name, takenAt, readings } };
}

type Family = readonly [Parameters<ProbeReadings["get"]>[0], NonNullable<ReturnType<ProbeReadings["get"]>>];
type Seen = { readonly kind: "seen"; readonly families: readonly Family[] };

let script: Promise<string> | undefined;

function probeScript(): Promise<string> {
  script ??= readFile(new URL("./probes.sh", import.meta.url), "utf8");
  return script;
}
