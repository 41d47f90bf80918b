import type { Catalog } from "../../catalog/catalog.ts";
import type { CohortAnswer } from "../../report/fleet-assessment.ts";
import type { RouteHop } from "../../routes/plan-route.ts";
import type { OpenedRepository } from "../open-repositories.ts";

/** Where hosts of one release and architecture go: what a worker needs to solve them. */
export type FleetWay =
  | { readonly kind: "nowhere"; readonly answer: CohortAnswer }
  | {
      readonly kind: "solve";
      readonly hop: RouteHop;
      readonly architecture: string;
      readonly repositories: readonly SharedRepository[];
      /** What the hosts' packages came from, as package table files. */
      readonly origins: readonly Uint8Array[];
      readonly renames: Catalog["renames"];
    };

/** A repository whose table is a package table file in memory that all threads share. */
export interface SharedRepository
  extends Pick<OpenedRepository, "id" | "modules" | "isHotfix" | "priority" | "cost" | "excludes" | "includes"> {
  readonly table: Uint8Array;
}

/** A worker asks for the way of a release (its id) and an architecture once; lines come in pieces of whole lines. */
export type ToWorker =
  | { readonly kind: "lines"; readonly bytes: Uint8Array; readonly firstLine: number }
  | { readonly kind: "way"; readonly key: string; readonly way: FleetWay };

export type FromWorker =
  | { readonly kind: "need"; readonly key: string; readonly release: string; readonly architecture: string | null }
  | {
      readonly kind: "answers";
      readonly answers: readonly HostAnswer[];
      /** Answers that this worker gives for the first time, by their key. */
      readonly cohorts: readonly (readonly [key: string, answer: CohortAnswer])[];
      readonly unreadable: readonly { readonly line: number; readonly reason: string }[];
    }
  | { readonly kind: "failed"; readonly message: string };

export interface HostAnswer {
  readonly id: string;
  readonly cohort: string;
  /** In the order of `changeCounts`. */
  readonly counts: readonly number[];
  /** Hashes of the set of packages and of the transaction. */
  readonly inventory: string;
  readonly transaction: string;
}
