import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stepKinds } from "../../src/steps/step.ts";
import type { StepOutcome } from "../../src/steps/step-outcome.ts";
import { readHostHistory } from "../../src/store/host-history.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { readRun } from "../../src/store/run-readers.ts";
import type { RunSpec } from "../../src/store/run-spec.ts";
import type { DoneLine } from "./engine-worker.ts";
import { type EngineWorker, killPostgres, startWorker } from "./engine-workers.ts";

export interface Chaos {
  readonly folder: string;
  readonly workers: number;
  readonly hosts: number;
  readonly kills: number;
  /** One of so many kills hits PostgreSQL as well; 0: none. */
  readonly postgresEvery: number;
  readonly stepMilliseconds: number;
  /** Milliseconds between two kills: at least and at most. */
  readonly between: readonly [number, number];
  readonly random: () => number;
}

export interface ChaosResult {
  readonly kills: number;
  readonly postgresKills: number;
  readonly seconds: number;
  readonly lines: number;
  /** Steps in flight at a kill, begun again. */
  readonly repeated: number;
  readonly ends: Readonly<Record<string, number>>;
  /** What must not be; empty when all is well. */
  readonly faults: readonly string[];
}

const failed: StepOutcome = { kind: "failed", reason: "it is broken", fix: "mend it" };
const stopped: StepOutcome = { kind: "stopped", reason: "it may not be", fix: "allow it" };

/** Every seventh host fails its verify and goes back, every eleventh stops at its download. */
function outcomeOf(index: number): "converted" | "rolled-back" | "stopped" {
  if (index % 7 === 3) return "rolled-back";
  return index % 11 === 5 ? "stopped" : "converted";
}

/** What a host of each kind goes through when nobody is killed. */
const courses: Readonly<Record<string, readonly string[]>> = {
  converted: stepKinds.map((kind) => `do ${kind}`),
  "rolled-back": [
    ...stepKinds.slice(0, stepKinds.indexOf("verify") + 1).map((kind) => `do ${kind}`),
    ...["convert", "reboot", "hold", "verify"].map((kind) => `undo ${kind}`),
  ],
  stopped: [...stepKinds.slice(0, stepKinds.indexOf("download") + 1).map((kind) => `do ${kind}`), "undo stage"],
};

export async function wreakChaos(chaos: Chaos): Promise<ChaosResult> {
  const { folder, random, between, stepMilliseconds } = chaos;
  const stateFolder = join(folder, "state");
  const file = join(folder, "done");
  writeFileSync(file, "");
  const names = Array.from({ length: chaos.hosts }, (_, index) => `h${index}`);
  const spec: RunSpec = {
    id: "chaos",
    by: "a test",
    rollback: "auto",
    atOnce: 20,
    options: Object.fromEntries(
      names.flatMap((host, index): [string, StepOutcome][] => {
        const end = outcomeOf(index);
        if (end === "converted") return [];
        return [end === "stopped" ? [`${host} do download`, stopped] : [`${host} do verify`, failed]];
      }),
    ),
    hosts: names.map((host) => ({ host, target: null, steps: stepKinds })),
  };
  const begun = Date.now();
  const workers: EngineWorker[] = [];
  const errors: string[] = [];
  let postgresKills = 0;
  let kills = 0;

  async function start(place: number): Promise<void> {
    const before = workers[place];
    if (before?.exitCode === 1) throw new Error(`a worker failed: ${before.stderr}`);
    const worker = await startWorker(stateFolder, file, stepMilliseconds);
    workers[place] = worker;
    await worker.order(kills === 0 && place === 0 ? { kind: "start", spec } : { kind: "continue" });
  }

  let store: Store | undefined;
  try {
    for (let place = 0; place < chaos.workers; place++) await start(place);
    while (kills < chaos.kills) {
      await sleep(between[0] + random() * (between[1] - between[0]));
      const place = kills % chaos.workers;
      kills++;
      await workers[place]?.kill();
      if (chaos.postgresEvery > 0 && kills % chaos.postgresEvery === 0 && killPostgres(stateFolder)) postgresKills++;
      for (const [each, worker] of workers.entries()) if (worker.dead) await start(each);
    }
    store = await openStore({ stateFolder });
    const until = Date.now() + 120_000;
    while (!(await isOver(store))) {
      if (Date.now() > until) {
        errors.push("it does not come to its end");
        break;
      }
      for (const [each, worker] of workers.entries()) if (worker.dead) await start(each);
      await sleep(100);
    }
    const seconds = (Date.now() - begun) / 1000;
    return { kills, postgresKills, seconds, ...(await judge(store, names, file, errors)) };
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
    await store?.close();
  }
}

async function isOver(store: Store): Promise<boolean> {
  return (await readRun(store, "chaos"))?.hosts.every(({ state }) => state === "ended") === true;
}

async function judge(
  store: Store,
  names: readonly string[],
  file: string,
  errors: readonly string[],
): Promise<Pick<ChaosResult, "lines" | "repeated" | "ends" | "faults">> {
  const lines = existsSync(file) ? readLines(file) : [];
  const faults = [...errors];
  const ends: Record<string, number> = {};
  let repeated = 0;
  const run = await readRun(store, "chaos");
  for (const [index, host] of names.entries()) {
    const wanted = outcomeOf(index);
    const course = courses[wanted] ?? [];
    const end = run?.hosts.find((row) => row.host === host)?.end?.kind ?? "none";
    ends[end] = (ends[end] ?? 0) + 1;
    if (end !== wanted) faults.push(`${host} ended ${end}, not ${wanted}`);
    const { records } = await readHostHistory(store, { run: "chaos", host });
    const kept = records.map((record) => (record.kind === "step" ? `${record.direction} ${record.step}` : record.kind));
    if (kept.join() !== course.join()) faults.push(`${host} has the records ${kept.join(", ")}`);
    const mine = lines.filter((line) => line.host === host);
    let reached = 0;
    for (const line of mine) {
      const name = `${line.direction} ${line.step}`;
      const place = course.indexOf(name);
      if (place === -1) faults.push(`${host} did ${name}, which nobody wanted`);
      if (place < reached) faults.push(`${host} did ${name} again after a later step`);
      reached = Math.max(reached, place);
      const record = records.find((each) => each.kind === "step" && `${each.direction} ${each.step}` === name);
      if (record?.kind === "step" && line.at > record.endedAt)
        faults.push(`${host} did ${name} again after its record`);
    }
    for (const name of course) {
      const times = mine.filter((line) => `${line.direction} ${line.step}` === name).length;
      if (times === 0) faults.push(`${host} never did ${name}`);
      else repeated += times - 1;
    }
  }
  return { lines: lines.length, repeated, ends, faults };
}

function readLines(file: string): DoneLine[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as DoneLine);
}
