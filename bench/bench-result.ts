/** What a benchmark is asked for. */
export interface BenchOptions {
  /** How often each side is run; the figures are medians. */
  readonly runs: number;
  /** Tells a person what is going on. */
  readonly say: (line: string) => void;
}

/** The figures of one run: Ferry beside its peers on the same work, in the unit that `unit` names. */
export interface BenchResult {
  readonly bench: string;
  readonly unit: string;
  readonly ferry: number;
  readonly peers: Readonly<Record<string, number>>;
  /** How many times better than each peer Ferry is. */
  readonly ratio: Readonly<Record<string, number>>;
  /** Where a bench measures several things: each of them, the first of which is also the result. */
  readonly parts?: readonly BenchResult[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
