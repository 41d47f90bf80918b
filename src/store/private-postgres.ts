import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { choosePrograms, initialise, launch, START_SECONDS } from "./launch-postgres.ts";
import { type Places, preparePlaces } from "./postgres-places.ts";
import { serverProcess, stopServer } from "./postgres-process.ts";
import { findPostgresPrograms } from "./postgres-programs.ts";
import { answers, inMaintenance, NAME } from "./postgres-session.ts";
import { holdStateMutex } from "./state-mutex.ts";
import { StoreError } from "./store-error.ts";

/** The private PostgreSQL of one state folder. */
export interface PrivatePostgres {
  readonly url: string;
  /** It was running already. */
  readonly adopted: boolean;
}

/** Whether a private PostgreSQL was ever made here: without one there is no history to read. */
export function hasPrivatePostgres(stateFolder: string): boolean {
  return existsSync(join(stateFolder, "postgres", "data", "PG_VERSION"));
}

/**
 * Makes sure that the private PostgreSQL of this state folder runs, on a unix socket only: adopts it, or starts it, or makes
 * it first. Any number of processes may do so at once; one that is killed leaves nothing half made, and the server goes on.
 * @param find where to look for its programs
 * @throws StoreError when there are no programs for it, or it does not start
 */
export async function startOrAdoptPostgres(
  stateFolder: string,
  find: typeof findPostgresPrograms = findPostgresPrograms,
): Promise<PrivatePostgres> {
  const places = preparePlaces(stateFolder);
  const url = `postgresql://${NAME}@localhost/${NAME}?host=${encodeURIComponent(places.socket)}`;
  const until = Date.now() + 1.5 * START_SECONDS * 1000;
  while (Date.now() < until) {
    if (await answers(places, NAME)) return { url, adopted: true };
    const mutex = await holdStateMutex(places.home);
    if (mutex !== undefined) {
      try {
        return { url, adopted: await start(places, find) };
      } finally {
        mutex.release();
      }
    }
    await sleep(30);
  }
  throw new StoreError(`Cannot start PostgreSQL in ${places.home}: another process is at it and does not finish`);
}

/**
 * Stops the private PostgreSQL when nobody uses it. Whoever comes while it stops waits for the mutex and starts it again:
 * its database takes no new sessions from the moment they are counted.
 */
export async function stopIdlePostgres(stateFolder: string): Promise<"stopped" | "in use" | "not running"> {
  const places = preparePlaces(stateFolder);
  const mutex = await holdStateMutex(places.home);
  if (mutex === undefined) return "in use";
  try {
    const pid = serverProcess(places.data);
    if (pid === undefined || !(await answers(places, "postgres"))) return "not running";
    const idle = await inMaintenance(places, async (client) => {
      await client.query(`alter database ${NAME} with allow_connections false`);
      const { rows } = await client.query<{ n: number }>(
        "select count(*)::int n from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
        [NAME],
      );
      if (rows[0]?.n === 0) return true;
      await client.query(`alter database ${NAME} with allow_connections true`);
      return false;
    });
    if (!idle) return "in use";
    await stopServer(places.data, pid, "SIGINT");
    return "stopped";
  } finally {
    mutex.release();
  }
}

/** True when it ran already. */
async function start(places: Places, find: typeof findPostgresPrograms): Promise<boolean> {
  const running = await answers(places, "postgres");
  if (!running) {
    const programs = choosePrograms(places, find(places.account, places.links));
    if (!existsSync(join(places.data, "PG_VERSION"))) await initialise(places, programs);
    await launch(places, programs);
  }
  await inMaintenance(places, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [NAME]);
    if (rowCount === 0) await client.query(`create database ${NAME}`);
    else await client.query(`alter database ${NAME} with allow_connections true`);
  });
  return running;
}
