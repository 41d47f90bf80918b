import type { ModuleDocument } from "./module-document.ts";

/** The end of a stream, or of one context of it. Times are `2021-05-31T00:00Z`. */
export interface ModuleObsoletes {
  readonly module: string;
  readonly stream: string;
  /** "" speaks of every context. */
  readonly context: string;
  readonly modified: string;
  readonly message: string;
  /** "" takes effect at once. */
  readonly endOfLife: string;
  /** Takes back what an earlier document said. */
  readonly reset: boolean;
  /** The stream to go to; undefined where there is none. */
  readonly obsoletedBy: { readonly module: string; readonly stream: string } | undefined;
  readonly line: number;
}

/** Reads a modulemd-obsoletes document of version 1. */
export function readModuleObsoletes(document: ModuleDocument): ModuleObsoletes {
  const { data } = document;
  const by = document.map(data, "obsoleted_by");
  const time = (key: string) => {
    const text = document.text(data, key);
    if (text !== "" && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/.test(text))
      document.fail(`has \`${key}: ${text}\`, which is no time like 2021-05-31T00:00Z`);
    return text;
  };
  return {
    module: document.requiredText(data, "module"),
    stream: document.requiredText(data, "stream"),
    context: document.text(data, "context"),
    modified: time("modified") || document.fail("has no `modified`"),
    message: document.requiredText(data, "message"),
    endOfLife: time("eol_date"),
    reset: document.flag(data, "reset"),
    obsoletedBy:
      by.size === 0
        ? undefined
        : { module: document.requiredText(by, "module"), stream: document.requiredText(by, "stream") },
    line: document.line,
  };
}
