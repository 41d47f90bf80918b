import type { LiveTarget } from "../hosts/host-line.ts";
import { targetName } from "../hosts/target.ts";
import type { RunSpec } from "../store/run-spec.ts";
import type { MigrationOptions } from "./migration-options.ts";
import { conversionSteps, rehearsalSteps } from "./plan-steps.ts";

export interface RunRequest {
  /** `rehearse`: a conversion up to its rehearsal; then all is taken back. */
  readonly kind: "convert" | "rehearse";
  readonly id: string;
  /** user@machine. */
  readonly by: string;
  readonly targets: readonly LiveTarget[];
  readonly options: MigrationOptions;
  /** Hosts that are worked on at the same time. */
  readonly atOnce: number;
}

/** The run as the engine keeps it: any later process goes on from this alone. */
export function runSpecOf({ kind, id, by, targets, options, atOnce }: RunRequest): RunSpec {
  const steps = kind === "convert" ? conversionSteps(options) : rehearsalSteps;
  return {
    id,
    by,
    rollback: options.rollback,
    atOnce,
    options: JSON.parse(JSON.stringify(options)),
    hosts: targets.map((target) => ({
      host: targetName(target),
      target: JSON.parse(JSON.stringify(target)),
      steps,
    })),
  };
}
