import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { CohortAnswer, FleetAssessment } from "../../report/fleet-assessment.ts";
import { targetFault } from "../../routes/plan-route.ts";
import { BLOCKED, DONE, FAILED } from "../exit-code.ts";
import { type OpenerOptions, repositoryOpener } from "../open-repositories.ts";
import { readCatalog } from "../read-catalog.ts";
import type { NamedRepository } from "../repository-option.ts";
import { RequestError } from "../request-error.ts";
import { CohortTable } from "./cohort-table.ts";
import { fleetLines } from "./fleet-lines.ts";
import type { FleetWay, FromWorker, ToWorker } from "./fleet-messages.ts";
import { findWay, type LeftOut } from "./fleet-ways.ts";
import { openOrigins } from "./open-origins.ts";

export interface FleetRequest extends OpenerOptions {
  readonly files: readonly string[];
  readonly to?: string;
  /** The repositories that the hosts' packages were installed from. */
  readonly origins: readonly NamedRepository[];
}

/** Pieces of lines that a thread may have waiting: one to solve, one not to wait for. */
const WAITING = 2;
/** Megabytes of a thread's heap; its arrays are outside of it. The young part is three times what is collected at once. */
const limits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24 };
/**
 * Optimised code pays for itself here, and a small heap too, unlike in a run of one host (bin/ferry): what Node has by default.
 * But a host leaves some 3 MB behind: collected by the megabyte, that is a tenth of the time, by eight a twentieth.
 */
const impatience = [
  "--initial-heap-size=0",
  "--min-semi-space-size=8",
  "--invocation-count-for-maglev=400",
  "--invocation-count-for-maglev-osr=100",
  "--invocation-count-for-turbofan=3000",
  "--invocation-count-for-osr=500",
];
/** Every thread holds a pool of its own, some 60 MB. */
const MOST_THREADS = 16;

/**
 * Assesses the hosts of fleet files by their packages alone, in threads, and puts hosts with the same answer together. What is held
 * does not grow with the number of hosts but for their names.
 */
export async function assessFleet(request: FleetRequest): Promise<FleetAssessment> {
  const catalog = readCatalog();
  const fault = request.to === undefined ? undefined : targetFault(request.to, catalog);
  if (fault !== undefined) throw new RequestError(`Cannot assess the move: ${fault}`);
  await using opener = repositoryOpener(request, catalog);
  const origins = await openOrigins(request, catalog);
  const leftOut: LeftOut = new Set();
  const ways = new Map<string, Promise<FleetWay>>();
  const cohorts = new CohortTable();
  const crew = new Crew({
    way: (key, release, architecture) => {
      const known =
        ways.get(key) ?? findWay({ catalog, to: request.to, opener, origins }, release, architecture, leftOut);
      ways.set(key, known);
      return known;
    },
    answers: (message) => {
      cohorts.add(message);
      request.progress(`${cohorts.hosts} hosts assessed`);
    },
  });
  try {
    for (const path of request.files)
      for await (const { bytes, firstLine } of fleetLines(path)) await crew.hand(bytes, firstLine);
    await crew.finish();
  } finally {
    await crew.dismiss();
  }
  request.progress("");
  const table = cohorts.table();
  return {
    schema: "ferry/fleet/1",
    exit: exitOf(table.cohorts, table.unreadableLines),
    ...table,
    undecided: [
      "Only packages are looked at: a fleet file tells nothing else of its hosts. Module streams are those that are default",
      ...(origins.length === 0
        ? [
            "What packages require that no repository of the target has in the same version is not known; --origin ID=URL|DIR tells it",
          ]
        : []),
      ...leftOut,
    ],
  };
}

function exitOf(cohorts: readonly CohortAnswer[], unreadable: number): number {
  if (unreadable > 0) return FAILED;
  return cohorts.some(({ outcome }) => outcome === "blocked" || outcome === "unsupported") ? BLOCKED : DONE;
}

interface CrewDuties {
  readonly way: (key: string, release: string, architecture: string | null) => Promise<FleetWay>;
  readonly answers: (message: FromWorker & { readonly kind: "answers" }) => void;
}

interface Member {
  readonly worker: Worker;
  waiting: number;
}

function post({ worker }: Member, message: ToWorker, moved: readonly ArrayBuffer[] = []): void {
  worker.postMessage(message, moved);
}

/** Threads that solve lines; they are hired as they are needed. */
class Crew {
  readonly #members: Member[] = [];
  readonly #duties: CrewDuties;
  readonly #most = Math.min(MOST_THREADS, availableParallelism());
  #wake: () => void = () => {};
  #failure: Error | undefined;

  constructor(duties: CrewDuties) {
    this.#duties = duties;
  }

  /** Gives lines to a thread, and waits while all have enough. */
  async hand(bytes: Uint8Array<ArrayBuffer>, firstLine: number): Promise<void> {
    const member = await this.#freeMember();
    member.waiting++;
    post(member, { kind: "lines", bytes, firstLine }, [bytes.buffer]);
  }

  async finish(): Promise<void> {
    while (this.#members.some(({ waiting }) => waiting > 0)) await this.#change();
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  async #freeMember(): Promise<Member> {
    for (;;) {
      const idle = this.#members.find(({ waiting }) => waiting === 0);
      if (idle !== undefined) return idle;
      if (this.#members.length < this.#most) return this.#hire();
      const free = this.#members.find(({ waiting }) => waiting < WAITING);
      if (free !== undefined) return free;
      await this.#change();
    }
  }

  #hire(): Member {
    const file = import.meta.url.endsWith(".ts") ? "./fleet-worker.ts" : "./fleet-worker.js";
    if (this.#members.length === 0) for (const flag of impatience) setFlagsFromString(flag);
    const worker = new Worker(new URL(file, import.meta.url), { resourceLimits: limits });
    const member: Member = { worker, waiting: 0 };
    member.worker.on("message", (message: FromWorker) => this.#hear(member, message));
    member.worker.on("error", (error) => this.#fail(error));
    this.#members.push(member);
    return member;
  }

  #hear(member: Member, message: FromWorker): void {
    switch (message.kind) {
      case "need": {
        const { key, release, architecture } = message;
        this.#duties.way(key, release, architecture).then(
          (way) => post(member, { kind: "way", key, way }),
          (error: unknown) => this.#fail(error),
        );
        return;
      }
      case "answers":
        member.waiting--;
        this.#duties.answers(message);
        this.#wake();
        return;
      case "failed":
        this.#fail(new Error(`A thread that solves hosts failed: ${message.message}`));
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#wake();
  }

  async #change(): Promise<void> {
    if (this.#failure === undefined) await new Promise<void>((wake) => (this.#wake = wake));
    if (this.#failure !== undefined) throw this.#failure;
  }
}
