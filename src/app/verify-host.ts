import { setTimeout as sleep } from "node:timers/promises";
import type { HostLine } from "../hosts/host-line.ts";
import { runProbes } from "../hosts/probes/run-probes.ts";
import { type Comparison, compareProbes, type Difference } from "../probes/compare-probes.ts";
import type { ProbeGroup } from "../probes/probe-family.ts";
import type { ProbeSnapshot } from "../probes/probe-snapshot.ts";
import type { Verification, VerificationCheck } from "../report/verification.ts";
import type { Conversion } from "../steps/conversion.ts";
import { conversionExpectations, unchangedExpectations } from "./expectations-of.ts";
import type { ProbeOptions } from "./migration-options.ts";
import { databaseChecks, targetChecks, updateCheck } from "./target-checks.ts";

export interface VerifyRequest {
  /** What was seen before the change. */
  readonly before: ProbeSnapshot;
  /** What the host went through since. `conversion` with what was foretold. */
  readonly change:
    | { readonly kind: "conversion"; readonly conversion: Conversion }
    | { readonly kind: "rollback" | "none" };
  readonly rebooted: boolean;
  readonly probes: ProbeOptions;
  /** How long what has just booted may take until it is as before, in seconds. */
  readonly patienceSeconds: number;
  readonly report: (line: string) => void;
}

export type VerifyAnswer =
  | { readonly kind: "verified"; readonly verification: Verification; readonly after: ProbeSnapshot }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Between two looks at a host that is not yet as it was. */
const PAUSE_MILLISECONDS = 5000;
/** What comes by itself after a boot; anything else is not waited for. */
const late = /^(units|ports|http|sql|databases|logins|mounts|names|time|network|containers)(\/|$)/;

/**
 * Looks at a host with the probes of `before` and says whether what worked then works now. Changes nothing on the host.
 * @throws HostError and ProbeError as runProbes does
 */
export async function verifyHost(line: HostLine, request: VerifyRequest): Promise<VerifyAnswer> {
  const { before, change, report } = request;
  const until = Date.now() + request.patienceSeconds * 1000;
  const groups: readonly ProbeGroup[] = [
    ...(request.probes.files.length > 0 ? (["files"] as const) : []),
    ...(before.readings.has("rpm-verify") ? (["rpm"] as const) : []),
    ...(change.kind === "conversion" ? (["update"] as const) : []),
  ];
  if (groups.length > 0) report("all probes; rpm -Va, dnf check and the data take longest");
  let slow = await look(line, request, ["quick", ...groups]);
  let quick = slow;
  while (quick.kind === "seen") {
    const { differences } = compare(request, quick.snapshot);
    const waited = differences.filter(({ kind, probe }) => kind === "failure" && late.test(probe));
    if (waited.length === 0 || Date.now() >= until) break;
    report(`${waited.length} not yet as before: ${waited.slice(0, 3).map(said).join(", ")}`);
    await sleep(PAUSE_MILLISECONDS);
    quick = await look(line, request, ["quick"]);
  }
  if (quick.kind === "unreachable") return quick;
  // What was late may have written files when it came.
  if (quick !== slow) slow = await look(line, request, groups);
  if (slow.kind === "unreachable") return slow;
  const after = { ...quick.snapshot, readings: new Map([...slow.snapshot.readings, ...quick.snapshot.readings]) };
  return { kind: "verified", verification: conclude(request, after), after };
}

function look(line: HostLine, { before, probes }: VerifyRequest, groups: readonly ProbeGroup[]) {
  return runProbes(line, { groups, probes, before });
}

function compare({ before, change, rebooted, probes }: VerifyRequest, after: ProbeSnapshot): Comparison {
  const options = { rebooted, waived: probes.expected };
  const expectations =
    change.kind === "conversion"
      ? conversionExpectations(change.conversion, options)
      : unchangedExpectations(change.kind, options);
  return compareProbes(before, after, expectations);
}

function said({ what }: Difference): string {
  return what;
}

function conclude(request: VerifyRequest, after: ProbeSnapshot): Verification {
  const { before, change, rebooted } = request;
  const { equal, differences, unproven } = compare(request, after);
  const checks =
    change.kind === "conversion"
      ? targetChecks(change.conversion, before, after, rebooted)
      : [...databaseChecks(before.readings, after.readings), ...updateCheck(after.readings)];
  const failures = differences.filter(({ kind }) => kind === "failure").length;
  const failedChecks = checks.filter(({ state }) => state === "failed").length;
  const outcome = failures + failedChecks === 0 ? "proven" : "failed";
  return {
    schema: "ferry/verification/1",
    host: after.host,
    change: change.kind,
    outcome,
    summary: summaryOf(checks, failures, equal, unproven.length),
    before: before.takenAt,
    after: after.takenAt,
    equal,
    checks,
    differences,
    unproven,
  };
}

function summaryOf(checks: readonly VerificationCheck[], failures: number, equal: number, unproven: number): string {
  const failed = checks.filter(({ state }) => state === "failed").length;
  const unknown = checks.filter(({ state }) => state === "unknown").length + unproven;
  if (failures + failed > 0) {
    const parts = [
      ...(failures === 0 ? [] : [`${failures} ${failures === 1 ? "probe sees" : "probes see"} what nothing explains`]),
      ...(failed === 0 ? [] : [`${failed} ${failed === 1 ? "check" : "checks"} failed`]),
    ];
    return `It is not as before: ${parts.join(", and ")}`;
  }
  const proven = `What worked before works now: ${equal} probes are equal, and every difference is explained`;
  return unknown === 0 ? proven : `${proven}; nothing can be said about ${unknown} more`;
}
