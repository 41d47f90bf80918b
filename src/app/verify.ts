import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type LiveTarget, openLine } from "../hosts/host-line.ts";
import { runProbes } from "../hosts/probes/run-probes.ts";
import { targetName } from "../hosts/target.ts";
import { countProbes } from "../probes/compare-probes.ts";
import type { ProbeSnapshot } from "../probes/probe-snapshot.ts";
import type { Verification } from "../report/verification.ts";
import type { ProbeOptions } from "./migration-options.ts";
import { readConversion } from "./perform/conversion-file.ts";
import { keepProbes, readProbes } from "./perform/probe-file.ts";
import { type VerifyRequest, verifyHost } from "./verify-host.ts";

export interface VerifyNowRequest {
  readonly target: LiveTarget;
  readonly stateFolder: string;
  readonly probes: ProbeOptions;
  readonly report: (line: string) => void;
}

/** `no-baseline`: nobody has looked at this host before. */
export type VerifyNow =
  | { readonly kind: "verified"; readonly verification: Verification }
  | { readonly kind: "unreachable"; readonly host: string; readonly reason: string }
  | { readonly kind: "no-baseline"; readonly host: string };

/** Looks at a host, and keeps what works as what later looks are compared with. Changes nothing on the host. */
export async function recordBaseline(
  request: VerifyNowRequest,
): Promise<
  { readonly kind: "recorded"; readonly probes: number } | { readonly kind: "unreachable"; readonly reason: string }
> {
  const { target, stateFolder, probes } = request;
  const run = await runProbes(openLine(target), {
    groups: ["quick", ...(probes.files.length > 0 ? (["files"] as const) : []), "rpm"],
    probes,
  });
  if (run.kind === "unreachable") return run;
  const folder = baselineFolder(stateFolder, targetName(target));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await keepProbes({ folder }, "before", run.snapshot);
  return { kind: "recorded", probes: countProbes(run.snapshot.readings).seen };
}

/** The same probes as at the last look before a change (of a run, or of `recordBaseline`), compared with it. */
export async function verifyNow(request: VerifyNowRequest): Promise<VerifyNow> {
  const host = targetName(request.target);
  const baseline = await latestBaseline(request.stateFolder, host);
  if (baseline === undefined) return { kind: "no-baseline", host };
  const answer = await verifyHost(openLine(request.target), {
    before: baseline.before,
    change: baseline.change,
    rebooted: true,
    probes: request.probes,
    patienceSeconds: 0,
    report: request.report,
  });
  return answer.kind === "unreachable" ? { ...answer, host } : answer;
}

interface Baseline {
  readonly before: ProbeSnapshot;
  readonly change: VerifyRequest["change"];
}

async function latestBaseline(stateFolder: string, host: string): Promise<Baseline | undefined> {
  const found: Baseline[] = [];
  const recorded = await readProbes({ folder: baselineFolder(stateFolder, host) }, "before");
  if (recorded !== undefined) found.push({ before: recorded, change: { kind: "none" } });
  const runs = join(stateFolder, "runs");
  for (const run of await readdir(runs).catch(noFolder)) {
    const folder = join(runs, run, encodeURIComponent(host));
    const before = await readProbes({ folder }, "before");
    if (before !== undefined) found.push({ before, change: await changeOf(folder) });
  }
  return found.toSorted((left, right) => (left.before.takenAt < right.before.takenAt ? 1 : -1))[0];
}

/** What the run did to the host as far as it was proven; a run that never verified has changed nothing for good. */
async function changeOf(folder: string): Promise<VerifyRequest["change"]> {
  const text = await readFile(join(folder, "verification.json"), "utf8").catch(noFile);
  const verification: unknown = text === undefined ? undefined : JSON.parse(text);
  const change =
    typeof verification === "object" && verification !== null && "change" in verification
      ? verification.change
      : "none";
  if (change === "conversion") return { kind: "conversion", conversion: await readConversion({ folder }) };
  return { kind: change === "rollback" ? "rollback" : "none" };
}

function baselineFolder(stateFolder: string, host: string): string {
  return join(stateFolder, "baselines", encodeURIComponent(host));
}

function noFolder(error: unknown): readonly string[] {
  if (isMissing(error)) return [];
  throw error;
}

function noFile(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
