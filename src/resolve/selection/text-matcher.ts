import { matchesGlob } from "../matches-glob.ts";
import type { PickOptions } from "./picks.ts";

const WILDCARDS = /[[*?]/;

/** Compares texts with a pattern: as a glob where it is one and globs are allowed, with or without case. */
export function textMatcher(pattern: string, { glob, nocase }: PickOptions): (text: string) => boolean {
  const fold = (text: string): string => (nocase === true ? text.toLowerCase() : text);
  const folded = fold(pattern);
  if (glob === true && WILDCARDS.test(pattern)) return (text) => matchesGlob(fold(text), folded);
  return (text) => fold(text) === folded;
}

export function isPattern(text: string, { glob, nocase }: PickOptions): boolean {
  return nocase === true || (glob === true && WILDCARDS.test(text));
}

export interface SplitRelation {
  readonly name: string;
  /** Bits of package/dependency.ts. */
  readonly flags: number;
  readonly evr: string;
}

/** Splits "name >= version"; undefined where the text has no such form (libsolv, src/selection.c, splitrel). */
export function splitRelation(text: string): SplitRelation | undefined {
  const match = /^([^<=>]*?)\s*(!=|[<=>]+)\s*([^\s].*)$/s.exec(text);
  const [, name = "", sign = "", evr = ""] = match ?? [];
  if (name === "") return undefined;
  if (sign === "!=") return { name, flags: LESS_OR_GREATER, evr };
  const flags = (sign.includes("<") ? 4 : 0) | (sign.includes("=") ? 2 : 0) | (sign.includes(">") ? 1 : 0);
  return { name, flags, evr };
}

const LESS_OR_GREATER = 5;
