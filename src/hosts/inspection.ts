import type { Captures } from "../facts/capture.ts";
import type { FactsDocument } from "../facts/facts-document.ts";

/** What came of asking one host. */
export type Inspection = Inspected | NotInspected;

export interface Inspected {
  readonly kind: "inspected";
  readonly host: string;
  readonly source: FactsDocument["source"];
  /** ISO 8601, UTC, by this machine's clock. */
  readonly collectedAt: string;
  readonly captures: Captures;
}

/**
 * `unreachable`: no connection or no log-in. `refused`: logged in, but this user may not do it (sudo, a log-in shell that lets
 * nobody in). `broken`: what came is not usable, or only a part of it. The reason is one line of words.
 */
export interface NotInspected {
  readonly kind: "unreachable" | "refused" | "broken";
  readonly host: string;
  readonly reason: string;
}
