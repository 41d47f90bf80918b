import { existsSync, globSync } from "node:fs";

const programs = [
  ...globSync("/usr/lib/postgresql/*/bin/postgres"),
  ...globSync("/usr/pgsql-*/bin/postgres"),
  "/usr/bin/postgres",
];

/** Debian's or EL's PostgreSQL is here. */
export const hasPostgres = programs.some((program) => existsSync(program));
if (!hasPostgres) console.warn("Not run: the durable engine's tests, as PostgreSQL is not installed");
