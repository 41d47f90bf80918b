import { existsSync } from "node:fs";
import type { LiveTarget } from "../hosts/host-line.ts";
import { targetName } from "../hosts/target.ts";
import { targetFault } from "../routes/plan-route.ts";
import type { RunSpec } from "../store/run-spec.ts";
import type { MigrationOptions } from "./migration-options.ts";
import { readKeyFiles } from "./open-repositories.ts";
import type { OrderedHost } from "./perform/operations.ts";
import { conversionSteps, rehearsalSteps } from "./plan-steps.ts";
import { readCatalog } from "./read-catalog.ts";
import { RequestError } from "./request-error.ts";

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

/** Refuses what no host could be moved with, before anything begins. Throws RequestError. */
export function checkOptions({ to, gpgKeyFiles, deployScript }: MigrationOptions): void {
  const fault = to === undefined ? undefined : targetFault(to, readCatalog());
  if (fault !== undefined) throw new RequestError(`Cannot move: ${fault}`);
  readKeyFiles(gpgKeyFiles);
  if (deployScript !== undefined && !existsSync(deployScript)) {
    throw new RequestError(`Cannot run almalinux-deploy: there is no file ${deployScript}`);
  }
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

/** The hosts of a new run that may be read before it is kept: all, where none of them has to wait for others. */
export function hostsReadAhead({ id, atOnce, options, hosts }: RunSpec): readonly OrderedHost[] {
  return hosts.length > atOnce ? [] : hosts.map((host) => ({ run: id, options, ...host }));
}
