import type { StepKind } from "../steps/step.ts";
import type { Json } from "../steps/step-outcome.ts";
import { checkPlan } from "../workflow/host-plan.ts";
import { StoreError } from "./store-error.ts";

/** What is to be done, kept with the run. */
export interface RunSpec {
  /** Letters, digits and hyphens, at most 40. The same id is the same run: starting it twice is starting it once. */
  readonly id: string;
  /** Who started it. */
  readonly by: string;
  readonly rollback: "auto" | "ask";
  /** Hosts that are worked on at the same time. */
  readonly atOnce: number;
  /** Whatever the performers need to know, the same for all hosts. */
  readonly options: Json;
  readonly hosts: readonly HostSpec[];
}

export interface HostSpec {
  /** Its name on screens and in commands. */
  readonly host: string;
  /** How it is reached. */
  readonly target: Json;
  readonly steps: readonly StepKind[];
}

/** @throws StoreError or PlanError when it cannot be a run */
export function checkRunSpec({ id, hosts, atOnce, rollback }: RunSpec): void {
  const fail = (what: string): never => {
    throw new StoreError(`Cannot start a run: ${what}`);
  };
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/.test(id)) fail(`"${id}" is no id: letters, digits and hyphens, at most 40`);
  if (hosts.length === 0) fail("it has no hosts");
  if (!Number.isInteger(atOnce) || atOnce < 1) fail(`${atOnce} hosts at once is not a number of hosts`);
  const names = new Set<string>();
  for (const { host, steps } of hosts) {
    if (!/^[\x21-\x7e]{1,253}$/.test(host)) fail(`"${host}" is no name of a host`);
    if (names.has(host)) fail(`"${host}" is in it twice`);
    names.add(host);
    checkPlan({ steps, rollback });
  }
}
