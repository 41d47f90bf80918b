import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HostKind, makeRandomHost, type RandomHost } from "../generate/random-host.ts";
import { compareTransactions } from "./compare-transactions.ts";
import { type DnfItem, runDnf } from "./run-dnf.ts";
import { runFerry } from "./run-ferry.ts";

export interface Comparison {
  readonly seed: string;
  readonly kind: HostKind;
  readonly installed: number;
  /** Elements of dnf's transaction. */
  readonly elements: number;
  /** Hosts made before this one that dnf had only problems with. */
  readonly regenerated: number;
  /** Packages that dnf says are needed and Ferry says are recommended, or the other way. */
  readonly weakOrNeeded: number;
  /** Lines with "-" that only dnf has and lines with "+" that only Ferry has; empty when the two are equal. */
  readonly difference: readonly string[];
}

/** How often to make another host when dnf has problems with the first. */
const MAX_ATTEMPTS = 20;

/** Makes the host of a seed below `folder`, asks dnf and Ferry, and leaves the host there only when they differ. */
export async function compareHost(folder: string, base: string, kind: HostKind): Promise<Comparison> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const seed = attempt === 0 ? base : `${base}.${attempt}`;
    rmSync(folder, { recursive: true, force: true });
    const host = await makeRandomHost(folder, seed, kind);
    const dnf = await runDnf(folder, host);
    if (dnf.kind === "problems") {
      if (!/^ ?Problem/m.test(dnf.text)) throw new Error(`Cannot compare seed ${seed}: dnf failed: ${dnf.text}`);
      continue;
    }
    const { difference, weakOrNeeded } = differenceTo(dnf.items, host);
    if (difference.length === 0) rmSync(folder, { recursive: true });
    else writeFileSync(join(folder, "difference.txt"), `${difference.join("\n")}\n`);
    return {
      seed,
      kind,
      installed: host.installedCount,
      elements: dnf.items.length,
      regenerated: attempt,
      weakOrNeeded,
      difference,
    };
  }
  throw new Error(`Cannot make a host without problems from seed "${base}": dnf had some with all ${MAX_ATTEMPTS}`);
}

function differenceTo(items: readonly DnfItem[], host: RandomHost): Pick<Comparison, "difference" | "weakOrNeeded"> {
  const failed = (...lines: readonly string[]) => ({ difference: lines.map((line) => `+ ${line}`), weakOrNeeded: 0 });
  try {
    const resolution = runFerry(host);
    if (resolution.kind === "gave-up") return failed(`Ferry gave up after ${resolution.conflicts} conflicts`);
    if (resolution.kind === "problems") {
      return failed(...resolution.problems.map(({ because }) => `Ferry has a problem: ${because.join("; ")}`));
    }
    const { onlyDnf, onlyFerry, weakOrNeeded } = compareTransactions(items, resolution.transaction);
    const difference = [...onlyDnf.map((line) => `- ${line}`), ...onlyFerry.map((line) => `+ ${line}`)];
    return { difference, weakOrNeeded: weakOrNeeded.length };
  } catch (error) {
    return failed(`Ferry failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
