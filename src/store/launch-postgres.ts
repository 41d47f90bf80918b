import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { identity, type Places } from "./postgres-places.ts";
import { serverProcess, stopServer } from "./postgres-process.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";
import { answers, NAME } from "./postgres-session.ts";
import { StoreError } from "./store-error.ts";

export const START_SECONDS = 60;
/** How long a server may be alive without answering before it is ended and started again. */
const DEAF_MILLISECONDS = 5000;

/** The programs of the data's major version, or the newest for data that are not there yet. @throws StoreError without them */
export function choosePrograms({ home, data }: Places, found: readonly PostgresPrograms[]): PostgresPrograms {
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

/** Makes the data: beside their place, then one rename: a folder with PG_VERSION in it is complete. */
export async function initialise(
  { home, data, account }: Places,
  { folder, environment }: PostgresPrograms,
): Promise<void> {
  const made = join(home, `data.new-${process.pid}`);
  rmSync(made, { recursive: true, force: true });
  const options = ["-D", made, "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "-k"];
  const trouble = await troubleOf(
    spawn(join(folder, "initdb"), options, {
      ...identity(account),
      cwd: home,
      env: { ...environment, PATH: folder, LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
    }),
  );
  if (trouble !== undefined) {
    rmSync(made, { recursive: true, force: true });
    throw new StoreError(`Cannot make a PostgreSQL in ${home}: ${trouble}`);
  }
  rmSync(data, { recursive: true, force: true });
  renameSync(made, data);
  const parent = openSync(home, "r");
  fsyncSync(parent);
  closeSync(parent);
}

/** What a program said that did not end well; undefined when it did. */
async function troubleOf(child: ChildProcessByStdio<null, null, Readable>): Promise<string | undefined> {
  const ended = new Promise<number | string>((settle) => {
    child.once("error", (error) => settle(error.message));
    child.once("close", (status, signal) => settle(status ?? `it was ended by ${signal}`));
  });
  const said = await text(child.stderr);
  const end = await ended;
  if (end === 0) return undefined;
  return typeof end === "string" ? end : said.trim();
}

/** Starts the server and waits until it answers; ends one that is alive and does not. @throws StoreError when it does not start */
export async function launch(places: Places, programs: PostgresPrograms): Promise<void> {
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

function lastLine(log: string): string {
  if (!existsSync(log)) return "it said nothing";
  return readFileSync(log, "utf8").slice(-4096).trim().split("\n").at(-1) ?? "it said nothing";
}
