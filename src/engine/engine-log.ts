import type { DLogger } from "@dbos-inc/dbos-sdk";

/** What DBOS says of itself: its warnings and errors to whoever listens, the rest to nobody. */
export function engineLog(log: (line: string) => void): DLogger {
  const tell = (entry: unknown): void => log(entry instanceof Error ? entry.message : String(entry));
  return { info: () => {}, debug: () => {}, warn: tell, error: tell };
}
