import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseProbeAnswer } from "../../probes/parse-probe-answer.ts";
import type { ProbeGroup } from "../../probes/probe-family.ts";
import { formatQuestions, type UserProbes } from "../../probes/probe-questions.ts";
import type { ProbeReadings, ProbeSnapshot } from "../../probes/probe-snapshot.ts";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine, type Ran } from "../host-line.ts";

export interface ProbeRunOptions {
  readonly groups: readonly ProbeGroup[];
  readonly probes: UserProbes;
  /** What was seen before: the same is asked again. */
  readonly before?: ProbeSnapshot;
}

export type ProbeRun =
  | { readonly kind: "seen"; readonly snapshot: ProbeSnapshot }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Longest time of a group, in seconds: above the sum of the limits that the script keeps itself. */
const seconds: Readonly<Record<ProbeGroup, number>> = { quick: 300, files: 5400, rpm: 2400, update: 600 };

/**
 * Looks at a host with probes.sh; changes nothing there.
 * @throws HostError when the script cannot run (no root, no awk); ProbeError when a question or the answer is malformed
 */
export async function runProbes(line: HostLine, options: ProbeRunOptions): Promise<ProbeRun> {
  const script = await probeScript();
  const input = formatQuestions(options.probes, options.before);
  const readings = new Map<Parameters<ProbeReadings["get"]>[0], NonNullable<ReturnType<ProbeReadings["get"]>>>();
  const takenAt = new Date().toISOString();
  async function look(group: ProbeGroup): Promise<Ran & { readonly kind: "ended" | "unreachable" }> {
    const nonce = randomBytes(16).toString("hex");
    const ran = await line.run(script, { args: [nonce, group], input, seconds: seconds[group], maxBytes: 64 << 20 });
    if (ran.kind === "stopped") {
      throw new HostError(`Cannot look at ${line.name}: the probes did not end within ${ran.seconds} seconds`);
    }
    if (ran.kind === "unreachable") return ran;
    if (ran.status !== 0) throw new HostError(`Cannot look at ${line.name}: ${lastLine(ran.stderr)}`);
    for (const [family, reading] of parseProbeAnswer(ran.stdout, nonce)) readings.set(family, reading);
    return ran;
  }
  const looks = await Promise.all(lanesOf(options.groups).map((groups) => inTurn(groups, look)));
  const lost = looks.find((ran) => ran?.kind === "unreachable");
  if (lost?.kind === "unreachable") return lost;
  return { kind: "seen", snapshot: { host: line.name, takenAt, readings } };
}

/** Groups that are looked at side by side. Two dnfs would wait a whole second for each other's lock: those come one by one. */
function lanesOf(groups: readonly ProbeGroup[]): readonly (readonly ProbeGroup[])[] {
  const slow = groups.filter((group) => group !== "quick");
  return [groups.filter((group) => group === "quick"), slow];
}

/** The last look, or the first that did not reach the host; undefined where there are no groups. */
async function inTurn(
  groups: readonly ProbeGroup[],
  look: (group: ProbeGroup) => Promise<Ran>,
): Promise<Ran | undefined> {
  let last: Ran | undefined;
  for (const group of groups) {
    last = await look(group);
    if (last.kind === "unreachable") break;
  }
  return last;
}

let script: Promise<string> | undefined;

function probeScript(): Promise<string> {
  script ??= readFile(new URL("./probes.sh", import.meta.url), "utf8");
  return script;
}
