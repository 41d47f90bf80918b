import type { Captures } from "./capture.ts";
import type { FactName, Facts } from "./facts.ts";
import { readers } from "./readers.ts";

/**
 * Reads all facts of a host from what was captured of it. Never throws: what was not captured, what was cut at a limit and
 * what cannot be parsed is unreadable, with the reason.
 */
export function factsOf(captures: Captures): Facts {
  const names = Object.keys(readers) as FactName[];
  return Object.fromEntries(names.map((name) => [name, readers[name].read(captures)])) as Facts;
}
