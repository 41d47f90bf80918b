import { parseIniSections } from "../repodata/ini-sections.ts";
import { FactError, quote } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { listOption } from "./ini-options.ts";
import { parseSections } from "./sections.ts";

/**
 * Reads the files of /etc/dnf/modules.d (libdnf, ModulePackageContainer.cpp): one section a module.
 *
 * @example
 * ==> /etc/dnf/modules.d/php.module <==
 * [php]
 * name=php
 * stream=7.4
 * profiles=common
 * state=enabled
 */
export function parseModules(text: string): FactValue<"modules"> {
  return parseSections(text).flatMap(({ path, text }) =>
    parseIniSections(text, path).map(({ name, options }) => ({
      name,
      stream: options.get("stream")?.value ?? "",
      state: stateOf(options.get("state")?.value ?? "", path),
      profiles: [...listOption(options.get("profiles")?.value)],
    })),
  );
}

function stateOf(word: string, path: string): FactValue<"modules">[number]["state"] {
  if (word === "enabled" || word === "disabled" || word === "") return word;
  throw new FactError(`Cannot read ${path}: unknown state ${quote(word)}`);
}
