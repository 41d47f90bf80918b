import type { ChildProcess } from "node:child_process";
import type { Random } from "../../scripts/generate/random.ts";
import type { Lab } from "../lab.ts";
import type { LabHost } from "../lab-host.ts";

/** What a fault may break. */
export interface FaultContext {
  readonly lab: Lab;
  readonly host: LabHost;
  /** The Ferry that is at work on the host, where one is: started by `lab.spawn`. */
  readonly controller?: ChildProcess;
  /** Longest wait for a fault's moment, such as a running transaction. */
  readonly patienceSeconds: number;
}

/** What came of a fault: `missed` where its moment did not come, or the host has nothing to break. */
export type Injection =
  | { readonly kind: "played"; readonly what: string }
  | { readonly kind: "missed"; readonly why: string };

export interface LabFault {
  readonly name: string;
  /** One sentence for people, without a final period. */
  readonly words: string;
  readonly breaks: "host" | "mirror" | "controller";
  /** Plays the fault, at once or when its moment comes, and says what it did. */
  inject(context: FaultContext, random: Random): Promise<Injection>;
  /** Takes away what the fault did and lasts; may be called when it was not played. */
  heal(context: FaultContext): Promise<void>;
}

export function played(what: string): Injection {
  return { kind: "played", what };
}

export function missed(why: string): Injection {
  return { kind: "missed", why };
}

/** For faults that leave nothing to take away. */
export async function nothingToHeal(): Promise<void> {}
