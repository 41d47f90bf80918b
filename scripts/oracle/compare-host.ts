import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HostKind, makeRandomHost, type RandomHost } from "../generate/random-host.ts";
import { compareTransactions } from "./compare-transactions.ts";
import { asDnfTells, problemText } from "./problem-text.ts";
import { type DnfAnswer, runDnf } from "./run-dnf.ts";
import { type FerryAnswer, runFerry } from "./run-ferry.ts";
import { inOneOrder, namedAlike } from "./told-requirement.ts";

export interface Comparison {
  readonly seed: string;
  readonly kind: HostKind;
  readonly installed: number;
  /** Elements of dnf's transaction, or its problems. */
  readonly answer: { readonly kind: "elements" | "problems"; readonly count: number };
  /** Lines in which libsolv's ways out of the problems differ from Ferry's: dnf shows none of them. */
  readonly waysOut: number;
  /** Lines with "-" that only dnf has and lines with "+" that only Ferry has; empty when the two are equal. */
  readonly difference: readonly string[];
}

/** Makes the host of a seed below `folder`, asks dnf and Ferry, and leaves the host there only when they differ. */
export async function compareHost(folder: string, seed: string, kind: HostKind): Promise<Comparison> {
  rmSync(folder, { recursive: true, force: true });
  const host = await makeRandomHost(folder, seed, kind);
  const dnf = await runDnf(folder, host);
  if (dnf.kind === "failed") throw new Error(`Cannot compare seed ${seed}: dnf failed: ${dnf.text}`);
  const { difference, waysOut } = await differenceTo(dnf, host);
  if (difference.length === 0) rmSync(folder, { recursive: true });
  else writeFileSync(join(folder, "difference.txt"), `${difference.join("\n")}\n`);
  return {
    seed,
    kind,
    installed: host.installedCount,
    answer:
      dnf.kind === "resolved"
        ? { kind: "elements", count: dnf.items.length }
        : { kind: "problems", count: dnf.problems.length },
    waysOut,
    difference,
  };
}

type Difference = Pick<Comparison, "difference" | "waysOut">;

/** libsolv's `problem ID solution ID …`. */
const isWayOut = (line: string): boolean => /^[-+] problem \S+ solution /.test(line);

async function differenceTo(dnf: DnfAnswer, host: RandomHost): Promise<Difference> {
  try {
    const ferry = await runFerry(host);
    const answers = differenceOfAnswers(dnf, ferry, host);
    if (dnf.testcase === undefined) return answers;
    const libsolv = solverLines(dnf.testcase);
    const { resolution } = ferry;
    const problems = resolution.kind === "problems" ? resolution.problems.map(({ because }) => because) : [];
    const solvers = compareLines(libsolv, namedAlike(ferry.lines, libsolv, problems));
    const told = solvers.filter((line) => !isWayOut(line)).map((line) => `${line} [libsolv]`);
    return { ...answers, difference: [...answers.difference, ...told], waysOut: solvers.filter(isWayOut).length };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { difference: [`+ Ferry failed: ${text}`], waysOut: 0 };
  }
}

function differenceOfAnswers(dnf: DnfAnswer, { resolution, run }: FerryAnswer, host: RandomHost): Difference {
  if (dnf.kind === "resolved" && resolution.kind === "solved") {
    const { onlyDnf, onlyFerry } = compareTransactions(dnf.items, resolution.transaction);
    const difference = [...onlyDnf.map((line) => `- ${line}`), ...onlyFerry.map((line) => `+ ${line}`)];
    return { difference, waysOut: 0 };
  }
  const left = dnf.kind === "problems" ? problemText(dnf.problems, host.repositories) : [dnf.kind];
  const right =
    resolution.kind === "problems" ? problemText(asDnfTells(resolution.problems, run), []) : [resolution.kind];
  const difference = compareLines(left, right);
  if (difference.length > 0) return { difference, waysOut: 0 };
  const [wanted, got] = [inOneOrder(left), inOneOrder(right)];
  const at = wanted.findIndex((line, index) => line !== got[index]);
  return { difference: at < 0 ? [] : [`- ${wanted[at]}`, `+ ${got[at]} [order]`], waysOut: 0 };
}

/** What libsolv wrote: which packages were hidden from it, and beside that transaction and problems. */
function solverLines(testcase: string): string[] {
  const text = readFileSync(testcase, "utf8");
  const wanted = /^result (\S+) (\S+)$/m.exec(text);
  if (wanted?.[1] !== "transaction,problems" || wanted[2] === undefined)
    throw new Error(`Cannot read ${testcase}: it names no result`);
  const hidden = text.split("\n").filter((line) => line.startsWith("disable pkg "));
  return [
    ...hidden,
    ...readFileSync(join(testcase, "..", wanted[2]), "utf8")
      .split("\n")
      .filter(Boolean),
  ];
}

function compareLines(left: readonly string[], right: readonly string[]): string[] {
  const [wanted, got] = [new Set(left), new Set(right)];
  return [
    ...[...wanted].filter((line) => !got.has(line)).map((line) => `- ${line}`),
    ...[...got].filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
  ].sort((one, other) => (one.slice(2) < other.slice(2) ? -1 : 1));
}
