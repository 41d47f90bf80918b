import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DumpsAnswer } from "./answers.ts";
import { runHere } from "./test-support/run-host-program.ts";

const programs = existsSync("/usr/lib/postgresql")
  ? readdirSync("/usr/lib/postgresql").map((version) => join("/usr/lib/postgresql", version, "bin"))
  : [];
const [bin = ""] = programs;
const able = process.getuid?.() === 0 && bin !== "";

/** A real PostgreSQL of its own folder and socket, run by its own account as on a host. */
describe.skipIf(!able)(
  `dumps of a real PostgreSQL${able ? "" : " (not run: needs root and Debian's postgresql)"}`,
  () => {
    let base = "";
    let data = "";

    function asPostgres(...words: readonly string[]): string {
      return execFileSync("runuser", ["-u", "postgres", "--", ...words], {
        encoding: "utf8",
        cwd: "/",
        stdio: ["ignore", "pipe", "pipe"],
      });
    }
    const sql = (database: string, text: string) =>
      asPostgres("psql", "-h", base, "-p", "5499", "-d", database, "-At", "-c", text);

    beforeAll(() => {
      base = mkdtempSync(join(tmpdir(), "ferry-dump-"));
      data = join(base, "data");
      mkdirSync(data, { mode: 0o700 });
      const [user = 0, group = 0] = ["-u", "-g"].map((flag) =>
        Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" })),
      );
      chownSync(base, user, group);
      chownSync(data, user, group);
      asPostgres(`${bin}/initdb`, "-D", data, "-A", "peer", "--no-sync");
      writeFileSync(
        join(data, "postgresql.auto.conf"),
        `port = 5499\nunix_socket_directories = '${base}'\nlisten_addresses = ''\nfsync = off\n`,
      );
      asPostgres(`${bin}/pg_ctl`, "-D", data, "-w", "-l", join(base, "log"), "start");
      sql("postgres", 'create database "shop floor"');
      sql(
        "shop floor",
        "create table orders as select n as id, repeat('x', 100) as text from generate_series(1, 5000) n",
      );
    }, 120_000);

    afterAll(() => {
      if (data !== "") asPostgres(`${bin}/pg_ctl`, "-D", data, "-m", "immediate", "-w", "stop");
      if (base !== "") rmSync(base, { recursive: true, force: true });
    });

    const server = () => ({
      kind: "postgresql",
      folder: data,
      process: Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]),
    });
    const dump = (folder: string) =>
      runHere("dump-databases", {
        folder: join(base, folder),
        databases: [server()],
        compress: ["gzip", "-1"],
        suffix: ".gz",
      });

    test("all databases are in the dump, whole, and another server reads it", async () => {
      const answer: unknown = (await dump("dumps")).answer();
      expect(answer).toMatchObject({
        kind: "done",
        value: { dumps: [{ kind: "postgresql", file: "postgresql-5499.sql.gz", tables: 1 }] },
      });
      const { value } = answer as { readonly value: unknown };
      const [made] = DumpsAnswer.parse(value).dumps;
      expect(made?.databases).toEqual(expect.arrayContaining(["postgres", "shop floor"]));
      const text = execFileSync("gzip", ["-dc", join(base, "dumps", made?.file ?? "")], {
        encoding: "utf8",
        maxBuffer: 64 << 20,
      });
      sql("postgres", 'drop database "shop floor"');
      execFileSync("runuser", ["-u", "postgres", "--", "psql", "-q", "-h", base, "-p", "5499", "-d", "postgres"], {
        input: text,
        cwd: "/",
        stdio: ["pipe", "ignore", "ignore"],
      });
      expect(sql("shop floor", "select count(*), sum(id) from orders").trim()).toBe("5000|12502500");
    });

    test("a server that lets nobody in is trouble, with what to do", async () => {
      const rules = join(data, "pg_hba.conf");
      const before = readFileSync(rules, "utf8");
      writeFileSync(rules, "local all all reject\n");
      asPostgres(`${bin}/pg_ctl`, "-D", data, "reload");
      try {
        await expect
          .poll(async () => (await dump("refused")).answer(), { timeout: 20_000 })
          .toMatchObject({
            kind: "trouble",
            reason: expect.stringMatching(
              /PostgreSQL in .* runs and cannot be asked for its databases: .*--no-databases/,
            ),
          });
      } finally {
        writeFileSync(rules, before);
        asPostgres(`${bin}/pg_ctl`, "-D", data, "reload");
      }
    });
  },
);

/** mysqldump as this test wants it to behave; what the checks make of it is what is tested. */
test.each([
  ["is cut before its end", "CREATE DATABASE `shop`;\nCREATE TABLE `orders` (id int);", 0, "its last line is missing"],
  ["lacks a database", "CREATE DATABASE `other`;\n-- Dump completed", 0, "lacks the database shop"],
  ["fails", "-- Dump completed", 2, "cannot be dumped: lost connection"],
])("a dump of MariaDB that %s is trouble", async (_, text, status, words) => {
  const base = mkdtempSync(join(tmpdir(), "ferry-dump-"));
  try {
    writeFileSync(join(base, "mysql"), "#!/bin/sh\nprintf 'information_schema\\nshop\\n'\n", { mode: 0o755 });
    writeFileSync(
      join(base, "mysqldump"),
      `#!/bin/sh\ncat "$(dirname "$0")/text"\necho 'lost connection' >&2\nexit ${status}\n`,
      { mode: 0o755 },
    );
    writeFileSync(join(base, "text"), text);
    const run = await runHere(
      "dump-databases",
      {
        folder: join(base, "dumps"),
        databases: [{ kind: "mysql", folder: "/var/lib/mysql", process: 1 }],
        compress: ["gzip"],
        suffix: ".gz",
      },
      { path: `${base}:/usr/bin:/bin` },
    );
    expect(run.answer()).toMatchObject({ kind: "trouble", reason: expect.stringContaining(words) });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
