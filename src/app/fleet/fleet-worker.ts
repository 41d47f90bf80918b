import { parentPort } from "node:worker_threads";
import type { CohortAnswer } from "../../report/fleet-assessment.ts";
import { readCatalog } from "../read-catalog.ts";
import { type FleetHost, hostsOfLines } from "./fleet-host.ts";
import type { FleetWay, FromWorker, HostAnswer, ToWorker } from "./fleet-messages.ts";
import { createFleetSolver, type FleetSolver } from "./fleet-solver.ts";
import { PackageTexts } from "./package-texts.ts";

/** A thread that solves hosts of a fleet file: lines come in, answers go out. What it needs for a way it asks for once. */

interface Awaited {
  readonly way: Promise<FleetWay>;
  readonly arrive: (way: FleetWay) => void;
}

const port = parentPort;
if (port === null) throw new Error("Cannot solve a fleet: this file is for a thread of ferry assess, not a program");
const tell = (message: FromWorker): void => port.postMessage(message);

const catalog = readCatalog();
const texts = new PackageTexts(catalog);
const ways = new Map<string, Awaited>();
const solvers = new Map<string, FleetSolver>();
const told = new Set<string>();
let queue: Promise<void> = Promise.resolve();

port.on("message", (message: ToWorker) => {
  if (message.kind === "way") ways.get(message.key)?.arrive(message.way);
  else queue = queue.then(() => solveLines(message.bytes, message.firstLine)).catch(fail);
});

function fail(error: unknown): void {
  tell({ kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

async function solveLines(bytes: Uint8Array, firstLine: number): Promise<void> {
  const answers: HostAnswer[] = [];
  const cohorts: [string, CohortAnswer][] = [];
  const unreadable: { line: number; reason: string }[] = [];
  for (const { line, host } of hostsOfLines(bytes, firstLine)) {
    if (typeof host === "string") {
      unreadable.push({ line, reason: host });
      continue;
    }
    const { answer, describe } = await answerFor(host);
    answers.push(answer);
    if (told.has(answer.cohort)) continue;
    told.add(answer.cohort);
    cohorts.push([answer.cohort, describe()]);
  }
  tell({ kind: "answers", answers, cohorts, unreadable });
}

async function answerFor(host: FleetHost): Promise<ReturnType<FleetSolver["solve"]>> {
  const packages = texts.number(host);
  const recognition = texts.releaseOf(packages);
  const architecture = host.architecture ?? texts.architectureOf(packages);
  if (recognition.kind === "unknown") {
    const answer = { ...nowhere, architecture: architecture ?? null, reason: recognition.because };
    return answered(host, answer);
  }
  const release = recognition.release.id;
  const key = `${release} ${architecture ?? ""}`;
  const way = await wayOf(key, release, architecture ?? null);
  if (way.kind === "nowhere") return answered(host, way.answer);
  let solver = solvers.get(key);
  if (solver === undefined) solvers.set(key, (solver = createFleetSolver(way, release, texts)));
  return solver.solve(host.id, packages);
}

const nowhere: CohortAnswer = {
  release: null,
  target: null,
  architecture: null,
  outcome: "unsupported",
  reason: "",
  basis: "none",
  problems: [],
  lost: [],
};

function answered(host: FleetHost, answer: CohortAnswer): ReturnType<FleetSolver["solve"]> {
  const counts = [host.spans.length / 2, 0, 0, 0, 0, 0, 0];
  const cohort = JSON.stringify(answer);
  return { answer: { id: host.id, cohort, counts, inventory: "", transaction: "" }, describe: () => answer };
}

function wayOf(key: string, release: string, architecture: string | null): Promise<FleetWay> {
  const known = ways.get(key);
  if (known !== undefined) return known.way;
  const { promise, resolve } = Promise.withResolvers<FleetWay>();
  ways.set(key, { way: promise, arrive: resolve });
  tell({ kind: "need", key, release, architecture });
  return promise;
}
