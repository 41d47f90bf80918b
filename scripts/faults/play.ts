import { setTimeout as sleep } from "node:timers/promises";
import { allFaults } from "../../lab/faults/all-faults.ts";
import type { FaultContext, Injection, LabFault } from "../../lab/faults/lab-fault.ts";
import type { LabRelease } from "../../lab/images/releases.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { BLOCKED, DONE, HOST_FAILED } from "../../src/app/exit-code.ts";
import { type StepKind, stepKinds } from "../../src/steps/step.ts";
import type { Random } from "../generate/random.ts";
import { differences, flaws, type HostState, readHostState } from "./host-state.ts";
import { type FerryStart, startFerry } from "./start-ferry.ts";

/** One fault, and when it is played and healed. */
export interface Scenario {
  readonly fault: LabFault;
  /** It is played when this step has run for so long. */
  readonly step: StepKind;
  readonly delaySeconds: number;
  readonly lastsSeconds: number;
  readonly rehearsal: "overlay" | "off";
}

export interface Outcome {
  readonly injection: Injection;
  /** How it ended, for people. */
  readonly end: string;
  /** What is wrong with that; empty when nothing is. */
  readonly wrong: readonly string[];
  /** Every command with what it wrote. */
  readonly transcript: string;
}

/** Commands after the first: what an operator does who follows what Ferry says. */
const MOST_COMMANDS = 6;
/** How long a fault that was begun when Ferry ended may take to happen. */
const LATE_SECONDS = 10;
/** Longest time until a host is up after such a fault. */
const REST_SECONDS = 180;

export function chooseScenario(random: Random, faults: readonly LabFault[] = allFaults): Scenario {
  const fault = random.pick(faults);
  const rehearsal = random.chance(0.3) ? "overlay" : "off";
  const steps = stepKinds.filter((step) => step !== "rehearse" || rehearsal === "overlay");
  return {
    fault,
    // The transaction is where most can go wrong.
    step: random.chance(0.4) ? "convert" : random.pick(steps),
    delaySeconds: random.fraction() * 4,
    lastsSeconds: 2 + random.fraction() * 15,
    rehearsal,
  };
}

/** Converts one fresh host while the fault is played, and does what Ferry says until that is over. */
export async function play(
  lab: Lab,
  options: { readonly name: string; readonly release: LabRelease; readonly state: string; readonly random: Random },
  scenario: Scenario,
): Promise<Outcome> {
  const { name, release, state, random } = options;
  const host = await lab.host({ name, release, disk: "4G", boot: "400M" });
  const transcript: string[] = [];
  const before = await readHostState(host);
  const given = ["--yes", "--gpg-key", lab.files.keys.alma, "--rehearsal", scenario.rehearsal];
  const migrate = ["migrate", name, ...given];
  const first = startFerry(lab, migrate, state);
  const injection = await disturb(
    first,
    { lab, host, controller: first.child, patienceSeconds: 300 },
    scenario,
    random,
  );

  let last = await tell(first, transcript);
  for (let count = 1; count < MOST_COMMANDS; count++) {
    const next = nextCommand(last, migrate);
    if (next === undefined) break;
    last = await tell(startFerry(lab, next, state), transcript);
  }
  await untilAtRest(host);
  const { end, wrong } = await judge(host, before, last);
  await host.remove();
  // A host that stops by itself would pass without any proof.
  const vain =
    injection.kind === "missed" && end !== "converted" ? ["it did not convert, though nothing went wrong"] : [];
  return { injection, end, wrong: [...wrong, ...vain], transcript: transcript.join("\n") };
}

/** Plays the fault when its moment comes, and heals it when it has lasted. */
async function disturb(
  ferry: FerryStart,
  context: FaultContext,
  { fault, step, delaySeconds, lastsSeconds }: Scenario,
  random: Random,
): Promise<Injection> {
  if (!(await ferry.begun(step))) return { kind: "missed", why: `Ferry ended before it came to ${step}` };
  await sleep(delaySeconds * 1000);
  const over = ferry.ended.then((): Injection => ({ kind: "missed", why: "Ferry ended first" }));
  const injected = fault.inject(context, random);
  const injection = await Promise.race([injected, over]);
  await Promise.race([sleep(lastsSeconds * 1000), ferry.ended]);
  // What was under way when Ferry ended happens to the host all the same; what waits for a moment that is past does not.
  if (injection.kind === "missed") await Promise.race([injected.catch(() => {}), sleep(LATE_SECONDS * 1000)]);
  await fault.heal(context);
  return injection;
}

/** Waits for the end of a reboot that a fault ordered when Ferry had ended: a host on its way down or up can be asked nothing. */
async function untilAtRest(host: LabHost): Promise<void> {
  let said = "";
  for (const limit = performance.now() + REST_SECONDS * 1000; performance.now() < limit; await sleep(500)) {
    await host.waitUntilUp();
    const { stdout, stderr } = await host.run("systemctl is-system-running");
    if (/^(running|degraded)$/.test(stdout.trim())) return;
    said = `${stdout}${stderr}`.trim();
  }
  const { stdout } = await host.run("systemctl list-jobs --no-legend");
  const why = `systemd says ${said}; its jobs: ${stdout.trim() || "none"}`;
  throw new Error(`Cannot judge ${host.name}: it has not come to rest within ${REST_SECONDS} seconds: ${why}`);
}

interface Ended {
  readonly exit: number | string;
  readonly text: string;
}

async function tell(ferry: FerryStart, transcript: string[]): Promise<Ended> {
  const ended = await ferry.ended;
  transcript.push(`$ ${ferry.command}\n${ended.text}→ ${ended.exit}\n`);
  return ended;
}

/** The command that goes on: what Ferry says, or the same again where Ferry itself was ended. */
function nextCommand({ exit, text }: Ended, migrate: readonly string[]): readonly string[] | undefined {
  if (exit === DONE || exit === BLOCKED) return undefined;
  const words = /^ *Next: ferry ([a-z][^,(\n]*)/m.exec(text)?.[1]?.trim().split(" ");
  if (words === undefined) return exit === HOST_FAILED ? undefined : migrate;
  if (words[0] === "migrate") return migrate;
  return words[0] === "rollback" ? [...words, "--yes"] : words;
}

/** Whether the host is up and is what Ferry said last. */
async function judge(
  host: LabHost,
  before: HostState,
  { exit, text }: Ended,
): Promise<{ readonly end: string; readonly wrong: readonly string[] }> {
  const statement =
    text
      .trimEnd()
      .split("\n")
      .findLast((line) => /^[✔✖?] /.test(line)) ?? "";
  const rolledBack = / rolled back and verified/.test(statement);
  if (exit === DONE && / moved and verified/.test(statement)) {
    return { end: "converted", wrong: await flaws(host, before) };
  }
  if (rolledBack || exit === BLOCKED) {
    const end = rolledBack ? "rolled back" : "stopped before the first change";
    return { end, wrong: differences(before, await readHostState(host)) };
  }
  return { end: `exit ${exit}`, wrong: [`it is at no end: ${statement || text.trimEnd().split("\n").at(-1)}`] };
}
