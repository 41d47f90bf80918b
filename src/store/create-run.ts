import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";
import { checkRunSpec, type RunSpec } from "./run-spec.ts";
import { StoreError } from "./store-error.ts";

/** `adopted`: another run of this host is not finished yet; that one goes on. */
export interface StartedHost extends HostKey {
  readonly kind: "started" | "adopted";
}

/**
 * Keeps a run before anything of it is done. A host has one unfinished run at most: where there is one, that is the answer. A run
 * whose hosts all have another is not made.
 * @throws StoreError or PlanError when it cannot be a run
 */
export async function createRun({ tables }: Store, spec: RunSpec): Promise<readonly StartedHost[]> {
  checkRunSpec(spec);
  const { id, by, rollback, atOnce, options, hosts } = spec;
  return tables.transaction().execute(async (transaction) => {
    const { numInsertedOrUpdatedRows: made } = await transaction
      .insertInto("runs")
      .values({ id, by, rollback, at_once: atOnce, options: JSON.stringify(options), halted_by: null, halted_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    const started: StartedHost[] = [];
    // In the order of their names: two runs of the same hosts wait for each other, and never both.
    for (const { host, target, steps } of hosts.toSorted((left, right) => (left.host < right.host ? -1 : 1))) {
      if (made === 1n) {
        await transaction
          .insertInto("host_runs")
          .values({ run: id, host, target: JSON.stringify(target), steps: JSON.stringify(steps), ended_at: null })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const rows = await transaction
        .selectFrom("host_runs")
        .select(["run", "state"])
        .where("host", "=", host)
        .execute();
      const mine = rows.find(({ run }) => run === id);
      const live = rows.find(({ state }) => state !== "ended");
      const run = mine?.run ?? live?.run;
      if (run === undefined) throw new StoreError(`Cannot start run ${id} again: it was made without ${host}`);
      started.push({ run, host, kind: run === id ? "started" : "adopted" });
    }
    if (made === 1n && started.every(({ kind }) => kind === "adopted")) {
      await transaction.deleteFrom("runs").where("id", "=", id).execute();
    }
    return started;
  });
}
