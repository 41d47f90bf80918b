import { type Kysely, sql } from "kysely";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** Held by whoever changes the schema. */
const MIGRATION_LOCK = 7002;

/** In order, never changed once released: a new one is added at the end. */
const migrations: readonly string[] = [
  `create table ferry.runs (
     id text primary key,
     by text not null,
     created_at timestamptz not null default now(),
     at_once integer not null check (at_once > 0),
     rollback text not null check (rollback in ('auto', 'ask')),
     options json not null,
     halted_by text,
     halted_at timestamptz
   );
   create table ferry.host_runs (
     run text not null references ferry.runs,
     host text not null,
     target json not null,
     steps json not null,
     phase integer not null default 1,
     state text not null default 'waiting' check (state in ('waiting', 'running', 'asking', 'ended')),
     ordered json,
     now json,
     question json,
     outcome json,
     changed_at timestamptz not null default now(),
     ended_at timestamptz,
     primary key (run, host)
   );
   create unique index one_live_run_of_a_host on ferry.host_runs (host) where state <> 'ended';
   create index host_runs_by_host on ferry.host_runs (host, changed_at);
   create table ferry.records (
     workflow text not null,
     step integer not null,
     run text not null,
     host text not null,
     phase integer not null,
     record json not null,
     executor text not null,
     written_at timestamptz not null default now(),
     primary key (workflow, step),
     foreign key (run, host) references ferry.host_runs
   );
   create index records_of_a_host on ferry.records (run, host, phase, step);
   create table ferry.events (
     id bigserial primary key,
     run text not null,
     host text not null,
     at timestamptz not null,
     event json not null,
     foreign key (run, host) references ferry.host_runs
   );
   create index events_of_a_run on ferry.events (run, id);
   create index events_of_a_host on ferry.events (host, id);
   create table ferry.answers (
     run text not null,
     host text not null,
     question text not null,
     answer text not null,
     by text not null,
     at timestamptz not null default now(),
     primary key (run, host, question),
     foreign key (run, host) references ferry.host_runs
   )`,
];

/** Brings the schema `ferry` up to date. Any number of processes may do so at once. @throws StoreError when it is newer than this Ferry */
export async function migrateTables(database: Kysely<Tables>): Promise<void> {
  if ((await versionOf(database)) === migrations.length) return;
  await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    await sql`create schema if not exists ferry`.execute(transaction);
    await sql`create table if not exists ferry.schema_version (version integer primary key, made_at timestamptz default now())`.execute(
      transaction,
    );
    const version = (await versionOf(transaction)) ?? 0;
    if (version > migrations.length) {
      throw new StoreError("Cannot use this database: a newer Ferry has been here; use that one");
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await sql.raw(migration).execute(transaction);
      await sql`insert into ferry.schema_version (version) values (${index + 1})`.execute(transaction);
    }
  });
}

async function versionOf(database: Kysely<Tables>): Promise<number | undefined> {
  const there = await sql<{ there: boolean }>`select to_regclass('ferry.schema_version') is not null as there`.execute(
    database,
  );
  if (there.rows[0]?.there !== true) return undefined;
  const { rows } = await sql<{
    version: number | null;
  }>`select max(version) as version from ferry.schema_version`.execute(database);
  return rows[0]?.version ?? 0;
}
