import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type HostKind, hostKinds } from "./generate/random-host.ts";
import { type Comparison, compareHost } from "./oracle/compare-host.ts";

const usage = `Usage: npm run oracle -- [--count N] [--seed S] [--kind ${[...hostKinds, "all"].join("|")}] [--keep DIR]
Makes N random hosts with their repositories, runs "dnf distro-sync --assumeno" and Ferry on each, and compares the
transactions, element by element, the problems, sentence by sentence, and what libsolv writes with --debugsolver. A host that differs is kept in DIR/KIND-SEED (DIR: ${join(tmpdir(), "ferry-oracle")}).
The last line is "N passed, N failed"; the exit code is 1 when some failed.`;

/** Lines of a difference that are shown; all are in the kept folder. */
const SHOWN = 12;
/** Characters of such a line: the line of a job names every package. */
const LONGEST = 300;
/** dnf processes at a time. */
const PARALLEL = 2;

interface Options {
  readonly count: number;
  readonly seed: string;
  readonly kinds: readonly HostKind[];
  readonly keep: string;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      kind: { type: "string", default: "clean" },
      keep: { type: "string", default: join(tmpdir(), "ferry-oracle") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const count = Number(values.count);
  const kinds = values.kind === "all" ? hostKinds : hostKinds.filter((kind) => kind === values.kind);
  if (values.help || !Number.isSafeInteger(count) || count < 1 || kinds.length === 0) return undefined;
  return { count, seed: values.seed, kinds, keep: values.keep };
}

async function compareAll({ count, seed, kinds, keep }: Options): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < count) {
      const i = next++;
      const kind = kinds[i % kinds.length] ?? "clean";
      const folder = join(keep, `${kind}-${seed}-${i + 1}`);
      const comparison = await compareHost(folder, `${seed}-${i + 1}`, kind);
      tell(comparison, folder);
      comparisons.push(comparison);
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return comparisons;
}

function tell({ kind, seed, installed, answer, difference }: Comparison, folder: string): void {
  const what = `${kind} ${seed}: ${installed} installed, ${answer.count} ${answer.kind}`;
  if (difference.length === 0) {
    console.log(`equal   ${what}`);
    return;
  }
  const more = difference.length > SHOWN ? [`… ${difference.length - SHOWN} more`] : [];
  console.log(`DIFFERS ${what}; - dnf, + Ferry; kept in ${folder}`);
  for (const line of [...difference.slice(0, SHOWN), ...more]) console.log(`    ${line.slice(0, LONGEST)}`);
}

const options = readOptions();
if (options === undefined) {
  console.error(usage);
  process.exitCode = 64;
} else {
  const comparisons = await compareAll(options);
  const failed = comparisons.filter(({ difference }) => difference.length > 0).length;
  const waysOut = comparisons.filter((comparison) => comparison.waysOut > 0).length;
  if (waysOut > 0)
    console.log(`${waysOut} hosts with equal problems have other ways out than libsolv found, which dnf does not show`);
  const problems = comparisons.filter(({ answer }) => answer.kind === "problems").length;
  console.log(`dnf had an answer for ${comparisons.length - problems} hosts, and problems with ${problems}`);
  console.log(`${comparisons.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
