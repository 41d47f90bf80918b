import { parseArgs } from "node:util";
import type { BenchOptions, BenchResult } from "./bench-result.ts";

const benches: Readonly<
  Record<string, () => Promise<{ readonly run: (options: BenchOptions) => Promise<BenchResult> }>>
> = {
  parse: () => import("./parse.ts"),
  load: () => import("./load.ts"),
  assess: () => import("./assess.ts"),
  start: () => import("./start.ts"),
  solve: () => import("./solve.ts"),
  fleet: () => import("./fleet.ts"),
  convert: () => import("./convert.ts"),
};

const usage = `Usage: npm run bench -- ${Object.keys(benches).join("|")} [--runs N] [--json]
Measures Ferry beside its peers on the same work in the same run. --json: the last line is the result as JSON.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "7" }, json: { type: "boolean", default: false } },
});
const [name = ""] = positionals;
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
const runs = Number(values.runs);
if (load === undefined || positionals.length !== 1 || !Number.isSafeInteger(runs) || runs < 1) {
  console.error(usage);
  process.exitCode = 64;
} else {
  const { run } = await load();
  const result = await run({ runs, say: (line) => console.error(line) });
  for (const { bench, ferry, unit, peers, ratio } of result.parts ?? [result]) {
    console.log(`${bench}: Ferry ${format(ferry)} ${unit}`);
    for (const [peer, figure] of Object.entries(peers)) {
      console.log(`  ${peer} ${format(figure)} ${unit}: Ferry is ${format(ratio[peer] ?? 0)} times as good`);
    }
  }
  if (values.json) console.log(JSON.stringify(result));
}

function format(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}
