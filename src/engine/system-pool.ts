import type { Pool } from "pg";
import { sessionPool } from "../store/session-pool.ts";

/** Sessions for DBOS. With a pool of its own it would set the time-out by a query that pg 9 will refuse. */
export function systemPool(url: string, most: number): Pool {
  return sessionPool({ connectionString: url, max: most, options: "-c idle_in_transaction_session_timeout=60000" });
}
