import { Client } from "pg";

/** Seed of the locks by which a living process is known: `hashtextextended(id, seed)`. */
const LIVES = 7001;
/** A query of this session that takes longer means that the database is gone. */
const SILENCE_MILLISECONDS = 30_000;

/**
 * A session that lives as long as this process: it holds the lock of the process's id, which PostgreSQL drops when the session
 * ends, so nobody needs a clock to know who is dead. Whoever loses it must stop before somebody takes over.
 */
export interface Liveness {
  /** Ids of processes among these that are dead; each stays locked while `work` runs, so that one process takes over. */
  readonly withDead: (ids: readonly string[], work: (id: string) => Promise<void>) => Promise<void>;
  readonly query: <Row extends object>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

export async function holdLiveness(url: string, id: string, lost: (error: unknown) => void): Promise<Liveness> {
  const client = new Client({
    connectionString: url,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 15_000,
    query_timeout: SILENCE_MILLISECONDS,
    application_name: `ferry ${id}`,
    // The server notices a machine without power within a minute.
    options: "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
  });
  let closing = false;
  client.on("error", (error) => {
    if (!closing) lost(error);
  });
  client.on("end", () => {
    if (!closing) lost(new Error("the database ended the session"));
  });
  await client.connect();
  await client.query("select pg_advisory_lock(hashtextextended($1, $2))", [id, LIVES]);
  return {
    query: async <Row extends object>(text: string, values: readonly unknown[]) =>
      (await client.query<Row>(text, [...values])).rows,
    withDead: async (ids, work) => {
      for (const other of ids) {
        const lock = [other, LIVES];
        const { rows } = await client.query<{ dead: boolean }>(
          "select pg_try_advisory_lock(hashtextextended($1, $2)) dead",
          lock,
        );
        if (rows[0]?.dead !== true) continue;
        try {
          await work(other);
        } finally {
          await client.query("select pg_advisory_unlock(hashtextextended($1, $2))", lock);
        }
      }
    },
    close: async () => {
      closing = true;
      await client.end();
    },
  };
}
