import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgresPrograms } from "../../src/store/postgres-programs.ts";

const links = mkdtempSync(join(tmpdir(), "ferry-links-"));

/** PostgreSQL is here, the distribution's or npm's. */
export const hasPostgres = findPostgresPrograms(undefined, links).length > 0;

rmSync(links, { recursive: true });
if (!hasPostgres) console.log("not run: no PostgreSQL for the durable engine");
