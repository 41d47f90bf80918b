import type { ModuleDocument } from "./module-document.ts";

/** The stream and profiles that a module has where the administrator chose none. */
export interface ModuleDefaults {
  readonly module: string;
  /** "" where there is no default stream. */
  readonly stream: string;
  /** Stream → profiles. */
  readonly profiles: ReadonlyMap<string, readonly string[]>;
  /** Decimal digits; of two documents the higher one wins. */
  readonly modified: string;
  readonly line: number;
}

/** Reads a modulemd-defaults document of version 1. Intents, which nothing uses, are left out. */
export function readModuleDefaults(document: ModuleDocument): ModuleDefaults {
  const { data } = document;
  const profiles = document.map(data, "profiles");
  return {
    module: document.requiredText(data, "module"),
    stream: document.text(data, "stream"),
    profiles: new Map([...profiles.keys()].map((stream) => [stream, document.texts(profiles, stream)])),
    modified: document.count(data, "modified") || "0",
    line: document.line,
  };
}
