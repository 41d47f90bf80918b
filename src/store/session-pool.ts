import { Pool, type PoolConfig } from "pg";

/**
 * Sessions that may end at any time. One that does fails the query that is under way, or is replaced at the next; without a listener
 * the event alone would end the process with a stack trace, also while the session is checked out (pg-pool listens only while it is idle).
 */
export function sessionPool(config: PoolConfig): Pool {
  const pool = new Pool({ connectionTimeoutMillis: 15_000, ...config });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
