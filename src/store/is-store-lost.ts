/** Connections that ended or cannot be made (class 08), and a server that goes down or comes up (57P01 to 57P03). */
const states = /^(08...|57P0[123])$/;
const systemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** What pg 8 says without a code (lib/client.js, pg-pool's index.js). */
const sentences = /Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout/;

/** Whether a query failed because the database is gone or the line to it is cut: nothing is wrong with the query. */
export function isStoreLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return states.test(code) || systemCodes.has(code) || sentences.test(error.message);
}
