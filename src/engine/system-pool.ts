import { Pool } from "pg";

/** Sessions for DBOS. With a pool of its own it would set the time-out by a query that pg 9 will refuse. */
export function systemPool(url: string, most: number): Pool {
  const pool = new Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: 15_000,
    options: "-c idle_in_transaction_session_timeout=60000",
  });
  // A session that ends while it is idle is replaced when it is needed; that the database is gone the liveness tells.
  pool.on("error", () => {});
  return pool;
}
