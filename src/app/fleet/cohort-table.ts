import {
  type ChangeCount,
  type Cohort,
  type CohortAnswer,
  changeCounts,
  type FleetAssessment,
} from "../../report/fleet-assessment.ts";
import type { FromWorker } from "./fleet-messages.ts";

interface Gathering {
  readonly answer: CohortAnswer;
  readonly hosts: string[];
  readonly least: number[];
  readonly most: number[];
}

const MOST_UNREADABLE = 100;

/** Gathers the answers of all threads. */
export class CohortTable {
  hosts = 0;
  readonly #cohorts = new Map<string, Gathering>();
  readonly #inventories = new Set<string>();
  readonly #transactions = new Set<string>();
  readonly #unreadable: { readonly line: number; readonly reason: string }[] = [];
  #unreadableLines = 0;

  add({ answers, cohorts, unreadable }: FromWorker & { readonly kind: "answers" }): void {
    for (const [key, answer] of cohorts)
      if (!this.#cohorts.has(key)) this.#cohorts.set(key, { answer, hosts: [], least: [], most: [] });
    for (const { id, cohort, counts, inventory, transaction } of answers) {
      const gathering = this.#cohorts.get(cohort);
      if (gathering === undefined) throw new Error(`Cannot count the host ${id}: its answer was never told`);
      gathering.hosts.push(id);
      for (const [index, count] of counts.entries()) {
        gathering.least[index] = Math.min(gathering.least[index] ?? count, count);
        gathering.most[index] = Math.max(gathering.most[index] ?? count, count);
      }
      if (inventory !== "") this.#inventories.add(inventory);
      if (transaction !== "") this.#transactions.add(transaction);
    }
    this.hosts += answers.length;
    this.#unreadableLines += unreadable.length;
    for (const one of unreadable) if (this.#unreadable.length < MOST_UNREADABLE) this.#unreadable.push(one);
  }

  table(): Omit<FleetAssessment, "schema" | "exit" | "undecided"> {
    const cohorts = [...this.#cohorts.values()].map(cohortOf);
    return {
      hosts: this.hosts,
      inventories: this.#inventories.size,
      transactions: this.#transactions.size,
      cohorts: cohorts.toSorted((left, right) => right.hosts.length - left.hosts.length || compareFirst(left, right)),
      unreadable: this.#unreadable.toSorted((left, right) => left.line - right.line),
      unreadableLines: this.#unreadableLines,
    };
  }
}

function cohortOf({ answer, hosts, least, most }: Gathering): Cohort {
  const range = (index: number): readonly [number, number] => [least[index] ?? 0, most[index] ?? 0];
  const changes = Object.fromEntries(changeCounts.map((name, index) => [name, range(index)])) as Record<
    ChangeCount,
    readonly [number, number]
  >;
  return { ...answer, hosts: hosts.toSorted(), changes };
}

function compareFirst(left: Cohort, right: Cohort): number {
  const [one = "", other = ""] = [left.hosts[0], right.hosts[0]];
  return one < other ? -1 : one > other ? 1 : 0;
}
