import { absent, type Fact, known, unreadable } from "../facts/fact.ts";
import { ProbeError } from "./probe-error.ts";
import { isProbeFamily, type ProbeFamily } from "./probe-family.ts";
import type { ProbeItems, ProbeReadings } from "./probe-snapshot.ts";

/** Longest answer, in characters, and most items of one family; a large host has a tenth of it. */
const answerLimits = { characters: 64 << 20, items: 100_000, key: 4096, value: 2000 } as const;

/**
 * Reads the stream of probes.sh (its form is told at the head of the script). What stands outside of it, greetings of a login
 * shell, is passed over. A family with a line that is no item is unreadable as a whole: a part of a list would mislead.
 * @throws ProbeError when the stream is not there, breaks its own rules, is cut, or is longer than the limits
 */
export function parseProbeAnswer(text: string, nonce: string): ProbeReadings {
  if (text.length > answerLimits.characters) throw problem(`it is longer than ${answerLimits.characters} characters`);
  const readings = new Map<ProbeFamily, Fact<ProbeItems>>();
  let open: { readonly family: ProbeFamily; readonly items: Map<string, string>; bad: string } | undefined;
  let state: "before" | "inside" | "after" = "before";
  for (const line of linesOf(text)) {
    if (line.startsWith(`${nonce} `)) take(line.slice(nonce.length + 1));
    else if (open !== undefined && line.startsWith("|")) addItem(open, line.slice(1));
    if (isOver(state)) return readings;
  }
  throw problem(state === "before" ? "the probes did not begin" : "it was cut");

  function take(mark: string): void {
    const [verb = "", ...words] = mark.trimEnd().split(" ");
    if (state === "before") {
      if (verb !== "ferry-probes" || words.join(" ") !== "1") throw problem(`it begins with "${shown(mark)}"`);
      state = "inside";
    } else if (verb === "begin" && open === undefined) {
      const [family = ""] = words;
      if (!isProbeFamily(family)) throw problem(`"${shown(family)}" is no family of probes`);
      if (readings.has(family)) throw problem(`the family "${family}" came twice`);
      open = { family, items: new Map(), bad: "" };
    } else if (verb === "end" && open !== undefined) {
      readings.set(open.family, conclude(open, words));
      open = undefined;
    } else if (verb === "all" && open === undefined) {
      if (words[0] !== String(readings.size)) {
        throw problem(`it says it has ${shown(words[0] ?? "no")} families, and ${readings.size} came`);
      }
      state = "after";
    } else {
      throw problem(`"${shown(mark)}" ${open === undefined ? "outside of" : "inside"} a family`);
    }
  }
}

/** A function of its own, so that the compiler does not take the state for what it was before `take`. */
function isOver(state: string): boolean {
  return state === "after";
}

function conclude(
  open: { readonly items: ProbeItems; readonly bad: string },
  words: readonly string[],
): Fact<ProbeItems> {
  const [state = "", ...rest] = words;
  const reason = shown(rest.join(" "));
  if (state === "absent") return absent;
  if (state === "unreadable") return unreadable(reason === "" ? "no reason given" : reason);
  if (state !== "known") throw problem(`a family ends with "${shown(state)}"`);
  return open.bad === "" ? known(open.items) : unreadable(open.bad);
}

/** A key that comes twice has all its values, sorted, so that their order does not count. */
function addItem(open: { readonly items: Map<string, string>; bad: string }, line: string): void {
  const tab = line.indexOf("\t");
  if (tab < 0 || tab === line.length - 1) {
    open.bad = `"${shown(line)}" is no item`;
    return;
  }
  const key = line.slice(tab + 1);
  const value = line.slice(0, tab);
  if (key.length > answerLimits.key || value.length > answerLimits.value || open.items.size >= answerLimits.items) {
    open.bad = "there is more than Ferry takes";
    return;
  }
  const former = open.items.get(key);
  const both = former === undefined ? value : [...former.split(" | "), value].sort().join(" | ");
  if (both.length > answerLimits.value) open.bad = `"${shown(key)}" has more values than Ferry takes`;
  else open.items.set(key, both);
}

function* linesOf(text: string): Generator<string> {
  let from = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
    yield text.slice(from, end);
    from = end + 1;
  }
}

function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, "?").slice(0, 200);
}

function problem(what: string): ProbeError {
  return new ProbeError(`Cannot read what the probes answered: ${what}`);
}
