import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { allFaults } from "../lab/faults/all-faults.ts";
import { buildLab } from "../lab/images/build-lab.ts";
import { isLabRelease, type LabRelease, labReleases } from "../lab/images/releases.ts";
import { startLab, whyNoLab } from "../lab/lab.ts";
import { chooseScenario, type Outcome, play, type Scenario } from "./faults/play.ts";
import { seededRandom } from "./generate/random.ts";

const usage = `Usage: npm run faults -- [--count N] [--from N] [--seed S] [--fault NAME]... [--release RELEASE] [--keep DIR] [--jobs N]
Converts N hosts of the lab, one after another, or --jobs at a time, each in a lab of its own. In each something goes wrong at a random moment (--fault: only these), and then
Ferry is told to do what it says itself. Each host must end converted and verified, or rolled back and verified, or stopped
before the first change, and be what Ferry says it is. What Ferry wrote about a host that is not goes to DIR/S-N.log.
The same seed gives the same faults at the same steps; --from begins at another than the first of them. The last line is "N passed, N failed"; the exit code is 1 when some
failed. Faults: ${allFaults.map(({ name }) => name).join(", ")}. Releases: ${labReleases.join(", ")}.`;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    fault: { type: "string", multiple: true, default: [] },
    release: { type: "string", default: "centos-stream-9" },
    jobs: { type: "string", default: "1" },
    keep: { type: "string", default: join(tmpdir(), "ferry-faults") },
    help: { type: "boolean", short: "h", default: false },
  },
});
const count = Number(values.count);
const from = Number(values.from);
const jobs = Number(values.jobs);
const faults = values.fault.length === 0 ? allFaults : allFaults.filter(({ name }) => values.fault.includes(name));
const { release, seed, keep } = values;
if (
  values.help ||
  ![count, from, jobs].every((number) => Number.isSafeInteger(number) && number >= 1) ||
  !isLabRelease(release) ||
  faults.length === 0
) {
  console.error(usage);
  process.exit(64);
}
const why = whyNoLab();
if (why !== undefined) {
  console.error(`Cannot play faults: ${why}`);
  process.exit(1);
}

const chosen: LabRelease = release;
await buildLab({ releases: [chosen], progress: (doing) => console.error(doing) });
// PostgreSQL's account must be able to enter it.
const work = mkdtempSync("/var/lib/ferry-faults-");
chmodSync(work, 0o755);
// Also where it is broken off.
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
let failed = 0;
let next = from;
await Promise.all(
  Array.from({ length: Math.min(jobs, count) }, (_, index) => playInOrder(join(work, `state-${index}`))),
);
console.log(`${count - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Plays what is next until nothing is left. A lab and a state of its own: faults of a mirror or a database meet no other host. */
async function playInOrder(state: string): Promise<void> {
  await using lab = await startLab();
  for (let number = next++; number < from + count; number = next++) {
    const started = performance.now();
    const random = seededRandom(`${seed}-${number}`);
    const scenario = chooseScenario(random, faults);
    const options = { name: `host-${number}`, release: chosen, state, random };
    const outcome = await play(lab, options, scenario).catch((error: unknown): Outcome => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { injection: { kind: "missed", why: "?" }, end: "broken off", wrong: [text], transcript: text };
    });
    if (outcome.wrong.length > 0) {
      failed += 1;
      mkdirSync(keep, { recursive: true });
      writeFileSync(join(keep, `${seed}-${number}.log`), outcome.transcript);
    }
    // Some 200 MB a host.
    rmSync(join(state, "backups", "hosts", options.name), { recursive: true, force: true });
    tell(number, scenario, outcome, (performance.now() - started) / 1000);
  }
}

function tell(number: number, scenario: Scenario, { injection, end, wrong }: Outcome, seconds: number): void {
  const { fault, step, delaySeconds } = scenario;
  const moment = `${fault.name} at ${step} + ${delaySeconds.toFixed(1)} s`;
  const what = injection.kind === "played" ? injection.what : `missed: ${injection.why}`;
  console.log(
    `${wrong.length === 0 ? "passed" : "FAILED"}  ${seed}-${number}  ${moment} (${what}): ${end}, ${seconds.toFixed(0)} s`,
  );
  for (const flaw of wrong) console.log(`        ${flaw}`);
}
