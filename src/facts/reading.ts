import { RepodataError } from "../repodata/repodata-error.ts";
import type { Captures } from "./capture.ts";
import { absent, type Fact, known, unreadable } from "./fact.ts";
import { FactError } from "./fact-error.ts";
import type { ProbeId } from "./probes.ts";

/**
 * The fact that one probe tells: absent and unreadable pass through, an answer that was cut is unreadable (a part of a list
 * would mislead), and one that `parse` refuses is unreadable with the parser's words.
 */
export function readFact<Value>(captures: Captures, probe: ProbeId, parse: (text: string) => Value): Fact<Value> {
  const capture = captures.get(probe);
  if (capture === undefined) return unreadable(`not captured: ${probe}`);
  if (capture.kind === "absent") return absent;
  if (capture.kind === "unreadable") return unreadable(capture.reason);
  if (capture.truncated) return unreadable(`the answer of the probe ${probe} was cut at its size limit`);
  return parsed(() => parse(capture.text));
}

/** As `readFact`, of an answer that may be cut: `parse` sees that it is, by a last line that is missing, and tells so. */
export function readPart<Value>(captures: Captures, probe: ProbeId, parse: (text: string) => Value): Fact<Value> {
  const capture = captures.get(probe);
  return capture?.kind === "output" ? parsed(() => parse(capture.text)) : readFact(captures, probe, parse);
}

function parsed<Value>(parse: () => Value): Fact<Value> {
  try {
    return known(parse());
  } catch (error) {
    if (error instanceof FactError || error instanceof RepodataError) return unreadable(error.message);
    throw error;
  }
}

/** The whole answer of a probe that only adds to a fact; undefined where there is none. */
export function textOf(captures: Captures, probe: ProbeId): string | undefined {
  const capture = captures.get(probe);
  return capture?.kind === "output" && !capture.truncated ? capture.text : undefined;
}

/** What a probe that only adds to a fact tells; undefined where it is missing. A refused answer makes the fact unreadable. */
export function addition<Value>(captures: Captures, probe: ProbeId, parse: (text: string) => Value): Value | undefined {
  const text = textOf(captures, probe);
  return text === undefined ? undefined : parse(text);
}
