import type { Expectations } from "./expectations.ts";
import { explainDifference } from "./explain-difference.ts";
import { familyNames, type ProbeFamily, probeFamilies } from "./probe-family.ts";
import { itemsOf, type ProbeReadings, type ProbeSnapshot } from "./probe-snapshot.ts";
import { shownValue } from "./shown-value.ts";

/**
 * One probe that does not see what it saw before. `expected`: the change of the host explains it. `waived`: the user said that
 * it may differ. `failure`: nothing explains it.
 */
export interface Difference {
  readonly kind: "expected" | "waived" | "failure";
  /** FAMILY/KEY, stable: what a waiver names. */
  readonly probe: string;
  /** What was looked at, in words: `unit httpd.service`. */
  readonly what: string;
  /** What was seen, in words; `not there` where there was nothing. */
  readonly before: string;
  readonly after: string;
  /** The explanation, or the user's reason; empty for a failure. */
  readonly why: string;
  /** Explained, and still something to look at: an edited file that rpm put aside. */
  readonly notice: boolean;
}

/** What the probes prove. */
export interface Comparison {
  /** Probes that see the same as before. */
  readonly equal: number;
  readonly differences: readonly Difference[];
  /** Families about which nothing can be said, because they could not be read before or afterwards. */
  readonly unproven: readonly { readonly family: ProbeFamily; readonly words: string; readonly reason: string }[];
}

/** Of a conversion the packages are told by the transaction itself; who owns a file only explains. */
function isCompared(family: ProbeFamily, { change }: Expectations): boolean {
  if (family === "owners" || family === "etc-owners" || family === "dnf-update") return false;
  return change !== "conversion" || (family !== "packages" && family !== "release");
}

/** Compares what was seen before with what is seen now. Families that only one of the two was asked for are left out. */
export function compareProbes(before: ProbeSnapshot, after: ProbeSnapshot, expectations: Expectations): Comparison {
  let equal = 0;
  const differences: Difference[] = [];
  const unproven: Comparison["unproven"][number][] = [];
  for (const family of familyNames) {
    const was = before.readings.get(family);
    const is = after.readings.get(family);
    if (was === undefined || is === undefined || !isCompared(family, expectations)) continue;
    const { words } = probeFamilies[family];
    if (was.kind === "unreadable") {
      unproven.push({ family, words, reason: `before: ${was.reason}` });
      continue;
    }
    if (is.kind === "unreadable") {
      const seen = was.kind === "absent" ? "nothing to see" : `${was.value.size} seen`;
      differences.push(judged(family, "", { before: seen, after: `not readable: ${is.reason}`, why: undefined }));
      continue;
    }
    const now = itemsOf(after.readings, family);
    const then = itemsOf(before.readings, family);
    for (const key of new Set([...then.keys(), ...now.keys()])) {
      const change = { family, key, before: then.get(key), after: now.get(key) };
      if (change.before === change.after) equal += 1;
      else compareOne(change);
    }
  }
  return { equal, differences, unproven };

  function compareOne(change: {
    family: ProbeFamily;
    key: string;
    before: string | undefined;
    after: string | undefined;
  }) {
    const verdict = explainDifference(change, { before: before.readings, after: after.readings, expectations });
    if (verdict.kind === "equal") equal += 1;
    else {
      const why = verdict.kind === "explained" ? verdict.why : undefined;
      const notice = verdict.kind === "explained" && verdict.notice === true;
      const { family, key } = change;
      const shown = (value: string | undefined) => (value === undefined ? "not there" : shownValue(family, value));
      const difference = judged(family, key, { before: shown(change.before), after: shown(change.after), why });
      differences.push(notice ? { ...difference, notice } : difference);
    }
  }

  function judged(
    family: ProbeFamily,
    key: string,
    seen: { readonly before: string; readonly after: string; readonly why: string | undefined },
  ): Difference {
    const probe = key === "" ? family : `${family}/${key}`;
    const what = key === "" ? `all of ${probeFamilies[family].words}` : `${probeFamilies[family].words} ${key}`;
    const base = { probe, what, before: seen.before, after: seen.after, notice: false };
    if (seen.why !== undefined) return { kind: "expected", ...base, why: seen.why };
    const waiver = expectations.waived.find((waiver) => covers(waiver.probe, probe));
    return waiver === undefined ? { kind: "failure", ...base, why: "" } : { kind: "waived", ...base, why: waiver.why };
  }
}

/** `http/*` and `files//srv/cache/*` cover all that begins so; anything else only itself. */
function covers(waived: string, probe: string): boolean {
  return waived.endsWith("*") ? probe.startsWith(waived.slice(0, -1)) : waived === probe;
}

/** What was read, apart from the values: how many probes, and what could not be read. */
export function countProbes(readings: ProbeReadings): {
  readonly seen: number;
  readonly unreadable: readonly string[];
} {
  let seen = 0;
  const unreadable: string[] = [];
  for (const [family, reading] of readings) {
    if (reading.kind === "known" && family !== "owners" && family !== "etc-owners") seen += reading.value.size;
    if (reading.kind === "unreadable") unreadable.push(`${probeFamilies[family].words}: ${reading.reason}`);
  }
  return { seen, unreadable };
}
