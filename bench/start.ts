import { resolve } from "node:path";
import { type BenchOptions, type BenchResult, median } from "./bench-result.ts";
import { processTime } from "./process-time.ts";

const ferry = resolve(import.meta.dirname, "../bin/ferry");

/** How long `ferry --version` takes from the first byte of the launcher to its end, beside Node that does nothing. */
export async function run({ runs, say }: BenchOptions): Promise<BenchResult> {
  say(`${runs} starts of ferry --version and of node, by turns; milliseconds by the clock`);
  const own: number[] = [];
  const bare: number[] = [];
  await processTime([ferry, "--version"]);
  for (let i = 0; i < runs; i++) {
    own.push((await processTime([ferry, "--version"])).wall * 1000);
    bare.push((await processTime([process.execPath, "--eval", "0"])).wall * 1000);
  }
  const [figure, node] = [median(own), median(bare)];
  return { bench: "start", unit: "ms", ferry: figure, peers: { node }, ratio: { node: node / figure } };
}
