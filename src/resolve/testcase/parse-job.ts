import type { PackageId, Pool } from "../../pool/pool.ts";
import type { Job, JobAction, Selection } from "../jobs.ts";
import { parseDependencyText } from "./dependency-text.ts";
import { jobFlagNames } from "./job-flag-names.ts";
import type { Command } from "./testcase.ts";
import { Unsupported } from "./unsupported.ts";

/** The package a text `name-evr.arch@repository` names, as a list of one or none. */
export type FindPackages = (text: string) => readonly PackageId[];

const actions: Readonly<Record<string, JobAction>> = {
  noop: "noop",
  install: "install",
  erase: "erase",
  update: "update",
  weakendeps: "weakendeps",
  multiversion: "multiversion",
  noobsoletes: "multiversion",
  lock: "lock",
  distupgrade: "distupgrade",
  verify: "verify",
  droporphaned: "droporphaned",
  userinstalled: "userinstalled",
  allowuninstall: "allowuninstall",
  favor: "favor",
  disfavor: "disfavor",
  blacklist: "blacklist",
  excludefromweak: "excludefromweak",
};

const jobFlags: ReadonlyMap<string, number> = new Map(jobFlagNames.map(([flag, name]) => [name, flag]));

export interface ParsedAction {
  readonly action: JobAction;
  readonly flags: number;
  /** What is between the action and its flags. */
  readonly words: readonly string[];
}

export function parseAction(command: Command): ParsedAction {
  const words = command.words.slice(1);
  const name = command.words[0] ?? "";
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw new Unsupported(`job ${command.words[0]} is not known`);
  let flags = 0;
  const last = words.at(-1) ?? "";
  if (/^\[.*\]$/.test(last)) {
    words.pop();
    for (const word of last.slice(1, -1).split(",")) {
      const flag = jobFlags.get(word);
      if (flag === undefined) throw new Unsupported(`job flag ${word} is not known`);
      flags |= flag;
    }
  }
  return { action, flags, words };
}

/** A job line, by the packages its texts name. */
export function parseJob(find: FindPackages, pool: Pool, command: Command): Job {
  const { action, flags, words } = parseAction(command);
  return { action, selection: parseSelection(find, pool, words), flags };
}

export function parseSelection(find: FindPackages, pool: Pool, words: readonly string[]): Selection {
  const [kind = "", ...rest] = words;
  switch (kind) {
    case "pkg": {
      const [id] = find(rest[0] ?? "");
      return id === undefined ? { kind: "one-of", ids: [] } : { kind: "package", id };
    }
    case "name":
    case "provides":
      return { kind, dependency: parseDependencyText(pool, rest.join(" ")) };
    case "oneof":
      return { kind: "one-of", ids: rest[0] === "nothing" ? [] : rest.flatMap((word) => find(word)) };
    case "repo": {
      const repository = pool.repositories.findIndex(({ id }) => id === rest[0]);
      return { kind: "repository", repository };
    }
    case "all":
      return { kind: "all" };
    default:
      throw new Unsupported(`selection ${kind} is not known`);
  }
}
