import { Kysely, PostgresDialect } from "kysely";
import { migrateTables } from "./migrations.ts";
import { startOrAdoptPostgres, stopIdlePostgres } from "./private-postgres.ts";
import { sessionPool } from "./session-pool.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

export interface StoreOptions {
  readonly stateFolder: string;
  /** Of a PostgreSQL of the user, without a pooler that shares sessions; else the private one of the state folder. */
  readonly databaseUrl?: string;
}

/** The open database: everything Ferry remembers. */
export interface Store {
  readonly url: string;
  readonly tables: Kysely<Tables>;
  /** Ends the sessions; the private PostgreSQL stops when this was the last. */
  readonly close: () => Promise<void>;
}

/** Another process may stop the private server just before our first session: it is started again, so often. */
const TRIES = 3;

/** Opens the database and brings its tables up to date. @throws StoreError when it cannot be reached or started */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, stateFolder } = options;
  for (let tries = 1; ; tries++) {
    const url = databaseUrl ?? (await startOrAdoptPostgres(stateFolder)).url;
    const tables = connect(url);
    try {
      await migrateTables(tables);
    } catch (error) {
      await tables.destroy();
      if (error instanceof StoreError) throw error;
      if (databaseUrl === undefined && tries < TRIES) continue;
      const what = error instanceof Error ? error.message : String(error);
      throw new StoreError(`Cannot use the database ${withoutPassword(url)}: ${what}`, { cause: error });
    }
    return {
      url,
      tables,
      close: async () => {
        await tables.destroy();
        if (databaseUrl === undefined) await stopIdlePostgres(stateFolder);
      },
    };
  }
}

function connect(url: string): Kysely<Tables> {
  // Sessions stay when they are idle: one at least shows that the private server is in use.
  const pool = sessionPool({ connectionString: url, max: 4, idleTimeoutMillis: 0 });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema("ferry");
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return "of that URL";
  const parsed = new URL(url);
  parsed.password = "";
  return parsed.href;
}
