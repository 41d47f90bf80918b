import { type Evr, formatEvr, parseEvr } from "./evr.ts";

export interface Nevra extends Evr {
  readonly name: string;
  readonly arch: string;
}

/** `bash-0:5.1.8-9.el9.x86_64` without an epoch of 0: `bash-5.1.8-9.el9.x86_64`, dnf's own form. */
export function formatNevra(nevra: Nevra): string {
  return `${nevra.name}-${formatEvr(nevra)}.${nevra.arch}`;
}

/** Reads dnf's form `name-[epoch:]version-release.arch`; undefined when the text has not that form. */
export function parseNevra(text: string): Nevra | undefined {
  const match = /^(.+)-((?:\d+:)?[^-]+-[^-]+)\.([^.\s-]+)$/.exec(text);
  if (match === null) return undefined;
  const [, name = "", evr = "", arch = ""] = match;
  return { name, ...parseEvr(evr), arch };
}
