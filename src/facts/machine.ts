import { FactError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";

export interface Uname {
  /** `uname -m` */
  readonly architecture: string;
  /** `uname -r`; undefined for a system that does not run. */
  readonly release: string | undefined;
}

/**
 * Reads the answers of `uname -m` and `uname -r`, a line each; a mounted root tells only the first.
 *
 * @example
 * x86_64
 * 4.18.0-553.el8_10.x86_64
 */
export function parseUname(text: string): Uname {
  const [architecture, release] = linesOf(text).map((line) => line.text.trim());
  if (architecture === undefined) {
    throw new FactError("Cannot read uname: expected the architecture, and the kernel release on a second line");
  }
  return { architecture, release };
}

export interface Cpuinfo {
  readonly model: string | undefined;
  readonly count: number | undefined;
  /** Left out on processors whose cpuinfo has no line `flags`. */
  readonly flags: ReadonlySet<string> | undefined;
}

/**
 * Reads the first processor of /proc/cpuinfo, and the collector's line `processors: N` or else the number of processors told.
 *
 * @example
 * processor	: 0
 * model name	: Intel(R) Xeon(R) CPU E5-2676 v3 @ 2.40GHz
 * flags		: fpu vme de pse tsc msr pae mce cx8
 * processors: 2
 */
export function parseCpuinfo(text: string): Cpuinfo {
  let model: string | undefined;
  let flags: ReadonlySet<string> | undefined;
  let told: number | undefined;
  let seen = 0;
  for (const line of linesOf(text)) {
    const colon = line.text.indexOf(":");
    if (colon < 0) continue;
    const name = line.text.slice(0, colon).trim();
    const value = line.text.slice(colon + 1).trim();
    if (name === "processor") seen++;
    else if (name === "processors" && /^\d{1,6}$/.test(value)) told = Number(value);
    else if (name === "model name") model ??= value;
    else if (name === "flags") flags ??= new Set(wordsOf(value));
  }
  const count = told ?? seen;
  return { model, count: count === 0 ? undefined : count, flags };
}

/**
 * What each level of x86-64 adds, by the names Linux gives the features in /proc/cpuinfo. Source: x86-64 psABI, "Micro-
 * Architecture Levels" (LZCNT is `abm`, SSE3 `pni`, LAHF-SAHF `lahf_lm`, CMPXCHG16B `cx16`; OSXSAVE shows as `xsave`).
 */
const levels = [
  ["cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"],
  ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"],
  ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"],
] as const;

/** The n of x86-64-vn that a processor with these flags reaches. Every processor that runs an x86_64 kernel reaches 1. @internal for tests */
export function cpuLevel(flags: ReadonlySet<string>): 1 | 2 | 3 | 4 {
  const missing = levels.findIndex((level) => !level.every((flag) => flags.has(flag)));
  return missing < 0 ? 4 : missing === 0 ? 1 : missing === 1 ? 2 : 3;
}

export function machineOf(uname: Uname, cpuinfo: Cpuinfo | undefined): FactValue<"machine"> {
  const { model, count, flags } = cpuinfo ?? {};
  return {
    architecture: uname.architecture,
    ...(model === undefined ? {} : { cpuModel: model }),
    ...(count === undefined ? {} : { cpuCount: count }),
    ...(flags === undefined || uname.architecture !== "x86_64" ? {} : { cpuLevel: cpuLevel(flags) }),
  };
}
