import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { type Account, checkReach, postgresAccount } from "./postgres-account.ts";
import { serverProcess, stopServer } from "./postgres-process.ts";
import { findPostgresPrograms, type PostgresPrograms } from "./postgres-programs.ts";
import { socketFolder } from "./socket-folder.ts";
import { makeStateFolder } from "./state-folder.ts";
import { holdStateMutex } from "./state-mutex.ts";
import { StoreError } from "./store-error.ts";

/** Name of the database, of the role and of our schema. */
const NAME = "ferry";
const START_SECONDS = 60;
/** How long a server may be alive without answering before it is ended and started again. */
const DEAF_MILLISECONDS = 5000;

/** The private PostgreSQL of one state folder. */
export interface PrivatePostgres {
  readonly url: string;
  /** It was running already. */
  readonly adopted: boolean;
}

interface Places {
  readonly home: string;
  readonly data: string;
  readonly log: string;
  readonly links: string;
  readonly socket: string;
  readonly account: Account | undefined;
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

function preparePlaces(stateFolder: string): Places {
  makeStateFolder(stateFolder);
  const account = postgresAccount();
  const home = join(realpathSync(stateFolder), "postgres");
  if (account !== undefined) {
    // The account may pass through the state folder to its own, and see nothing else of it.
    chownSync(stateFolder, 0, account.gid);
    chmodSync(stateFolder, 0o710);
    checkReach(home, account);
  }
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(home, account.uid, account.gid);
  return {
    home,
    data: join(home, "data"),
    log: join(home, "log"),
    links: join(home, "lib"),
    socket: socketFolder(home, account),
    account,
  };
}

/** True when it ran already. */
async function start(places: Places, find: typeof findPostgresPrograms): Promise<boolean> {
  const running = await answers(places, "postgres");
  if (!running) {
    const programs = choosePrograms(places, find(places.account, places.links));
    if (!existsSync(join(places.data, "PG_VERSION"))) initialise(places, programs);
    await launch(places, programs);
  }
  await inMaintenance(places, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [NAME]);
    if (rowCount === 0) await client.query(`create database ${NAME}`);
    else await client.query(`alter database ${NAME} with allow_connections true`);
  });
  return running;
}

function choosePrograms({ home, data }: Places, found: readonly PostgresPrograms[]): PostgresPrograms {
  const majors = found.map(({ major }) => major).join(", ");
  if (!existsSync(join(data, "PG_VERSION"))) {
    const [newest] = found;
    if (newest !== undefined) return newest;
    throw new StoreError(
      "Cannot keep a history: there is no PostgreSQL here; install the package postgresql (Debian, Ubuntu) or " +
        "postgresql-server (EL), or set FERRY_DATABASE_URL to one of yours",
    );
  }
  const pinned = Number(readFileSync(join(data, "PG_VERSION"), "utf8"));
  const same = found.find(({ major }) => major === pinned);
  if (same !== undefined) return same;
  throw new StoreError(
    `Cannot start the PostgreSQL in ${home}: its data are of major version ${pinned}, and its programs are gone ` +
      `(${majors === "" ? "no other is here" : `here: ${majors}`}); install PostgreSQL ${pinned} again`,
  );
}

/** Beside its place, then one rename: a folder with PG_VERSION in it is complete. */
function initialise({ home, data, account }: Places, { folder, environment }: PostgresPrograms): void {
  const made = join(home, `data.new-${process.pid}`);
  rmSync(made, { recursive: true, force: true });
  const options = ["-D", made, "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "-k"];
  const { status, stderr, error } = spawnSync(join(folder, "initdb"), options, {
    ...identity(account),
    cwd: home,
    env: { ...environment, PATH: folder, LC_ALL: "C" },
    encoding: "utf8",
  });
  if (status !== 0) {
    rmSync(made, { recursive: true, force: true });
    throw new StoreError(`Cannot make a PostgreSQL in ${home}: ${error?.message ?? stderr.trim()}`);
  }
  rmSync(data, { recursive: true, force: true });
  renameSync(made, data);
  const parent = openSync(home, "r");
  fsyncSync(parent);
  closeSync(parent);
}

async function launch(places: Places, programs: PostgresPrograms): Promise<void> {
  const begun = Date.now();
  let child: ChildProcess | undefined;
  let launches = 0;
  for (;;) {
    if (await answers(places, "postgres")) return;
    const starting = child !== undefined && child.exitCode === null && child.signalCode === null;
    if (!starting) {
      const holder = serverProcess(places.data);
      if (holder === undefined) {
        // A killed server's children may still hold its memory for a moment, and it refuses then: try again.
        if (launches++ > 20) break;
        child = spawnServer(places, programs);
      } else if (Date.now() - begun > DEAF_MILLISECONDS) {
        await stopServer(places.data, holder, "SIGQUIT");
      }
    }
    if (Date.now() - begun > START_SECONDS * 1000) break;
    await sleep(launches > 3 ? 500 : 40);
  }
  throw new StoreError(
    `Cannot start the PostgreSQL in ${places.home}: ${lastLine(places.log)} (all of it: ${places.log})`,
  );
}

function spawnServer(
  { home, data, socket, log, account }: Places,
  { folder, environment }: PostgresPrograms,
): ChildProcess {
  const settings = {
    unix_socket_directories: socket,
    unix_socket_permissions: "0700",
    listen_addresses: "",
    max_connections: "100",
    shared_buffers: "32MB",
    log_checkpoints: "off",
    timezone: "UTC",
  };
  const out = openSync(log, "a", 0o600);
  const child = spawn(
    join(folder, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      ...identity(account),
      cwd: home,
      env: { ...environment, PATH: folder, LC_ALL: "C" },
      detached: true,
      stdio: ["ignore", out, out],
    },
  );
  child.once("error", () => {});
  child.unref();
  closeSync(out);
  return child;
}

function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

async function answers(places: Places, database: string): Promise<boolean> {
  if (!existsSync(join(places.socket, ".s.PGSQL.5432"))) return false;
  const client = connectTo(places, database);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    // Whatever it says, it does not serve this database now: that is the answer.
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function inMaintenance<Value>(places: Places, work: (client: Client) => Promise<Value>): Promise<Value> {
  const client = connectTo(places, "postgres");
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function connectTo({ socket }: Places, database: string): Client {
  const client = new Client({
    host: socket,
    user: NAME,
    database,
    connectionTimeoutMillis: 2000,
    query_timeout: 5000,
  });
  // A server that dies meanwhile fails the query that is under way; nothing else is to be done about it.
  client.on("error", () => {});
  return client;
}

function lastLine(log: string): string {
  if (!existsSync(log)) return "it said nothing";
  return readFileSync(log, "utf8").slice(-4096).trim().split("\n").at(-1) ?? "it said nothing";
}
