import { mkdirSync } from "node:fs";
import { openLine } from "../../../hosts/host-line.ts";
import type { StepKind } from "../../../steps/step.ts";
import type { Json } from "../../../steps/step-outcome.ts";
import { MigrationOptions } from "../../migration-options.ts";
import { FirstLook } from "../first-look.ts";
import { performers } from "../performers.ts";

/**
 * Performs steps on a host of the lab, one after another until one is not done, and tells each outcome as a line of JSON.
 * Run inside the lab's network: `node perform-steps.ts HOST RUN FOLDER OPTIONS STEP…`; `undo-STEP` takes one back.
 */
const [host = "", run = "", folder = "", options = "", ...words] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const line = openLine({ kind: "ssh", host, become: false, ssh: {} });
const migration = MigrationOptions.parse(JSON.parse(options));
const context = {
  line,
  look: new FirstLook(line, { probes: migration.probes, observes: words.includes("observe") }),
  run,
  options: migration,
  results: new Map<StepKind, Json>(),
  folder,
  report: (text: string) => process.stderr.write(`${text}\n`),
};
for (const word of words) {
  const step = word.replace(/^undo-/, "") as StepKind;
  const performer = await performers[step]?.();
  const outcome = word === step ? await performer?.perform(context) : await performer?.undo?.(context);
  process.stdout.write(`${JSON.stringify({ step: word, outcome })}\n`);
  if (outcome?.kind !== "done") break;
  context.results.set(step, outcome.result);
}
