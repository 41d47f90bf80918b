import { parseIniSections } from "../repodata/ini-sections.ts";
import type { FactValue } from "./facts.ts";
import { booleanOption, listOption } from "./ini-options.ts";
import { linesOf } from "./lines.ts";
import { parseSections } from "./sections.ts";

/** dnf's own defaults (libdnf, conf/ConfigMain.cpp); CentOS's dnf.conf says `best=True` since 8, its yum.conf 5 kernels. */
const defaults = { installonlyLimit: 3, best: false, installWeakDependencies: true } as const;

/**
 * Reads [main] of dnf.conf or yum.conf. `protectedFiles` is the text of all protected.d files, which the default of
 * protected_packages names; the package manager itself is protected too.
 *
 * @example
 * ==> /etc/dnf/dnf.conf <==
 * [main]
 * gpgcheck=1
 * installonly_limit=3
 * clean_requirements_on_remove=True
 * best=True
 * skip_if_unavailable=False
 */
export function parsePackageManager(
  text: string,
  variables: Readonly<Record<string, string>>,
  protectedFiles: string,
): FactValue<"packageManager"> {
  const kind = parseSections(text)[0]?.path.endsWith("/dnf.conf") === true ? "dnf" : "yum";
  const options = mainOptions(text);
  const includes = listOption(options.get("includepkgs"));
  return {
    kind,
    excludes: [...listOption(options.get("exclude")), ...listOption(options.get("excludepkgs"))],
    ...(includes.length === 0 ? {} : { includes: [...includes] }),
    installonlyLimit: installonlyLimit(options.get("installonly_limit")),
    best: booleanOption(options.get("best")) ?? defaults.best,
    installWeakDependencies: booleanOption(options.get("install_weak_deps")) ?? defaults.installWeakDependencies,
    protectedPackages: protectedPackages(options.get("protected_packages"), kind, protectedFiles),
    variables,
  };
}

function mainOptions(text: string): ReadonlyMap<string, string> {
  const sections = parseSections(text).flatMap(({ path, text }) => parseIniSections(text, path));
  const options = sections.find(({ name }) => name === "main")?.options ?? [];
  return new Map([...options].map(([name, { value }]) => [name, value]));
}

/** `gpgcheck` of [main], which holds for every repository that does not say otherwise; off by default (libdnf). */
export function parseGpgCheck(text: string): boolean {
  return booleanOption(mainOptions(text).get("gpgcheck")) ?? false;
}

/** 0 and "<off>" mean no limit; 1 makes no sense with a running kernel, and dnf takes it as its default then. */
function installonlyLimit(value: string | undefined): number {
  if (value === "<off>") return 0;
  if (value === undefined || !/^\d{1,6}$/.test(value) || value === "1") return defaults.installonlyLimit;
  return Number(value);
}

function protectedPackages(option: string | undefined, kind: string, files: string): string[] {
  const fromFiles = linesOf(files)
    .map((line) => line.text.trim())
    .filter((line) => !line.startsWith("#"));
  if (option === undefined) return [...new Set([kind, ...fromFiles])];
  const words = listOption(option);
  const named = words.filter((word) => !word.startsWith("glob:"));
  return [...new Set(words.length === named.length ? named : [...named, ...fromFiles])];
}

/** Reads the probe `dnf-vars`: `NAME=VALUE` a line. A line that is none says no variable. */
export function parseVariables(text: string): Readonly<Record<string, string>> {
  const pairs = linesOf(text).flatMap((line) => {
    const match = /^([A-Za-z0-9_]+)=(.*)$/.exec(line.text);
    return match === null ? [] : [[match[1] ?? "", (match[2] ?? "").trim()] as const];
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== "__proto__"));
}
