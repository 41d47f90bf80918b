import { existsSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import type { Places } from "./postgres-places.ts";

/** Name of the database and of the role. */
export const NAME = "ferry";

/** Whether the server serves this database now. */
export async function answers(places: Places, database: string): Promise<boolean> {
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

/** Does something in the database that is always there. */
export async function inMaintenance<Value>(places: Places, work: (client: Client) => Promise<Value>): Promise<Value> {
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
