import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareWithTestsolv } from "./testsolv/compare-testsolv.ts";
import { randomTestcase, testcaseMixes } from "./testsolv/random-testcase.ts";

const usage = `Usage: npm run testsolv -- [--count N] [--seed S] [--mix ${[...testcaseMixes, "all"].join("|")}] [--results KIND,…] [--keep DIR]
Makes N random testcases in libsolv's format, solves each with libsolv's testsolv and with Ferry, and compares the results
line by line. What differs is kept as DIR/MIX-SEED.t (DIR: ${join(tmpdir(), "ferry-testsolv")}).
The last line is "N passed, N failed"; the exit code is 1 when some failed.`;

const defaultResults = "transaction,problems,orphaned,recommended,alternatives,rules,cleandeps";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      mix: { type: "string", default: "all" },
      results: { type: "string", default: defaultResults },
      keep: { type: "string", default: join(tmpdir(), "ferry-testsolv") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const count = Number(values.count);
  const mixes = values.mix === "all" ? testcaseMixes : testcaseMixes.filter((mix) => mix === values.mix);
  if (values.help || !Number.isSafeInteger(count) || count < 1 || mixes.length === 0) {
    console.error(usage);
    process.exitCode = 64;
    return;
  }
  mkdirSync(values.keep, { recursive: true });
  let failed = 0;
  for (let index = 0; index < count; index++) {
    const mix = mixes[index % mixes.length] ?? "core";
    const seed = `${values.seed}-${index + 1}`;
    const path = join(values.keep, `${mix}-${seed}.t`);
    const differences = await compareOrFail(path, randomTestcase(seed, mix, values.results.split(",")));
    if (differences.length === 0) {
      rmSync(path);
      continue;
    }
    failed++;
    console.log(`DIFFERS ${mix} ${seed}; - libsolv, + Ferry; kept as ${path}`);
    for (const line of differences.slice(0, 8)) console.log(`    ${line}`);
  }
  console.log(`${count - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function compareOrFail(path: string, text: string): Promise<readonly string[]> {
  try {
    return await compareWithTestsolv(path, text);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

await main();
