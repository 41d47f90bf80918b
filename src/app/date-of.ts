import { RequestError } from "./request-error.ts";

/**
 * The date (YYYY-MM-DD) that an answer is given for: today's, or that of SOURCE_DATE_EPOCH (seconds since 1970), so that the
 * same facts give the same answer (reproducible-builds.org/specs/source-date-epoch). Throws RequestError when it is no number.
 */
export function dateOf(environment: Readonly<Record<string, string | undefined>>): string {
  const seconds = environment["SOURCE_DATE_EPOCH"];
  if (seconds === undefined || seconds === "") return new Date().toISOString().slice(0, 10);
  if (!/^\d{1,11}$/.test(seconds)) {
    throw new RequestError(`Cannot read SOURCE_DATE_EPOCH "${seconds}": it takes seconds since 1970`);
  }
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}
