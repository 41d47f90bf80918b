import { sql } from "kysely";
import type { Store } from "./open-store.ts";

/** Seed of the locks that living processes hold, shared, for the runs they work on (`hashtextextended(run, seed)`). */
export const ATTENDS = 7004;

/** The runs among these that a living process works on now. It looks at the locks and takes none, so it disturbs nobody. */
export async function attendedRuns({ tables }: Store, runs: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ run: string }>`
    select distinct named.run
      from unnest(${runs}::text[]) as named (run)
      join pg_locks held
        on held.locktype = 'advisory' and held.granted and held.objsubid = 1
       and held.database = (select oid from pg_database where datname = current_database())
       and held.classid::bigint = (hashtextextended(named.run, ${ATTENDS}) >> 32) & 4294967295
       and held.objid::bigint = hashtextextended(named.run, ${ATTENDS}) & 4294967295`.execute(tables);
  return new Set(rows.map(({ run }) => run));
}
