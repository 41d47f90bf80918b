import type { Pool } from "../../pool/pool.ts";
import type { Job } from "../jobs.ts";
import { type OwnedPath, pickPackages } from "../selection/pick.ts";
import { pickByDependency, pickByDependencyText, pickByProvider } from "../selection/pick-by-dependency.ts";
import { allPackages, narrow, type Pick, type PickOptions } from "../selection/picks.ts";
import { parseDependencyText } from "./dependency-text.ts";
import { kindOf } from "./noop-jobs.ts";
import { type FindPackages, parseAction } from "./parse-job.ts";
import type { Command } from "./testcase.ts";
import { TestcaseError } from "./testcase-error.ts";
import { Unsupported } from "./unsupported.ts";

export interface SelectionContext {
  readonly pool: Pool;
  readonly find: FindPackages;
  readonly paths: readonly OwnedPath[];
  /** The jobs so far; a selection may replace, add to or narrow those of its action. */
  readonly jobs: Job[];
}

const optionNames: Readonly<Record<string, keyof PickOptions>> = {
  name: "name",
  provides: "provides",
  filelist: "filelist",
  canon: "canon",
  dotarch: "dotarch",
  rel: "rel",
  installedonly: "installedOnly",
  glob: "glob",
  flat: "flat",
  nocase: "nocase",
  sourceonly: "sourceOnly",
  withsource: "withSource",
  withdisabled: "withDisabled",
  withbadarch: "withBadArchitecture",
  depstr: "asText",
};

const modes = ["replace", "add", "subtract", "filter"] as const;

/** `job ACTION selection… TEXT OPTION,…` (libsolv, ext/testcase.c, addselectionjob). */
export function addSelectionJob(context: SelectionContext, command: Command): void {
  const { pool, jobs } = context;
  const { action, flags, words } = parseAction(command);
  const [kind = "", ...rest] = words;
  const named = (rest.pop() ?? "").split(",");
  const mode = modes.find((name) => named.includes(name)) ?? "replace";
  const picks = picksOf(context, command, kind, rest, optionsOf(named));
  if (mode === "replace") {
    jobs.push(...picks.map((pick) => ({ action, selection: pick.selection, flags: flags | pick.flags })));
    return;
  }
  const before = jobs.filter((job) => job.action === action);
  const ids = new Set(allPackages(pool, picks));
  const combined =
    mode === "add" ? [...before, ...picks] : narrow(pool, before, (id) => ids.has(id) === (mode === "filter"));
  jobs.splice(0, jobs.length, ...jobs.filter((job) => job.action !== action));
  jobs.push(...combined.map((pick) => ({ action, selection: pick.selection, flags: flags | pick.flags })));
}

function optionsOf(named: readonly string[]): PickOptions {
  const options: Partial<Record<keyof PickOptions, boolean>> = {};
  for (const word of named) {
    if (modes.some((mode) => mode === word) || word === "") continue;
    const option = optionNames[word];
    if (option === undefined) throw new Unsupported(`selection option ${word} is not known`);
    options[option] = true;
  }
  return options;
}

function picksOf(
  { pool, find, paths }: SelectionContext,
  command: Command,
  kind: string,
  words: readonly string[],
  options: PickOptions,
): readonly Pick[] {
  if (kind === "selection") return pickPackages(pool, paths, words.join(" "), options);
  const [where = "", ...rest] = words;
  const text = rest.join(" ");
  const key = where === "solvable:name" ? "name" : kindOf(where, command);
  if (kind === "selection_matchdeps") return pickByDependencyText(pool, key, text, options);
  if (kind === "selection_matchdepid") return pickByDependency(pool, key, parseDependencyText(pool, text), options);
  if (kind !== "selection_matchsolvable") throw new Unsupported(`selection ${kind} is not known`);
  const [provider] = find(text);
  if (provider === undefined || key === "name")
    throw new TestcaseError(`Cannot run testcase: line ${command.line} needs a package and a kind of dependency`);
  return pickByProvider(pool, key, provider, options);
}
