import { finishPool } from "../../pool/finish-pool.ts";
import type { PackageId, Pool } from "../../pool/pool.ts";
import { PoolBuilder } from "../../pool/pool-builder.ts";
import {
  CLEAN_DEPENDENCIES,
  ESSENTIAL,
  FORCE_BEST,
  type Job,
  type JobAction,
  matchesSelection,
  NO_AUTOSET,
  NOT_BY_USER,
  OR_UPDATE,
  SET_ARCH,
  SET_EV,
  SET_EVR,
  SET_NAME,
  SET_REPOSITORY,
  SET_VENDOR,
  type Selection,
  TARGETED,
  WEAK,
} from "../jobs.ts";
import { defaultPoolFlags, defaultSolverFlags, type PoolFlags, type SolverFlags } from "../solver-flags.ts";
import { parseDependencyText } from "./dependency-text.ts";
import { packageText } from "./package-text.ts";
import type { Command } from "./testcase.ts";
import { TestcaseError } from "./testcase-error.ts";
import { addTesttags } from "./testtags.ts";
import { Unsupported } from "./unsupported.ts";

/** What blocks of a testcase build up: repositories stay, jobs and solver flags are new in every block. */
export interface TestcaseState {
  readonly files: (path: string) => string;
  repositories: {
    readonly id: string;
    readonly priority: number;
    readonly subpriority: number;
    readonly text: string;
  }[];
  system: { readonly arch: string; readonly installed: string | undefined } | undefined;
  namespaces: (readonly string[])[];
  disabled: (readonly string[])[];
  poolFlags: PoolFlags;
  pool: Pool | undefined;
  /** Package ids by `name-evr.arch@repository`. */
  packages: Map<string, PackageId[]>;
}

export interface BlockInput {
  readonly pool: Pool;
  readonly jobs: readonly Job[];
  readonly flags: SolverFlags;
  readonly poolFlags: PoolFlags;
}

const features = ["complex_deps", "multi_semantics"];

/** `files` gives the text of a repository file by its path in the testcase. */
export function createTestcaseState(files: (path: string) => string): TestcaseState {
  return {
    files,
    repositories: [],
    system: undefined,
    namespaces: [],
    disabled: [],
    poolFlags: { ...defaultPoolFlags },
    pool: undefined,
    packages: new Map(),
  };
}

/** Applies a block's commands and gives what is to be solved. */
export function applyBlock(state: TestcaseState, commands: readonly Command[]): BlockInput {
  let flags: SolverFlags = { ...defaultSolverFlags, keepexplicitobsoletes: false };
  const jobLines: Command[] = [];
  for (const command of commands) {
    switch (command.name) {
      case "repo":
        addRepository(state, command);
        break;
      case "system":
        setSystem(state, command);
        break;
      case "poolflags":
        state.poolFlags = applyFlags(state.poolFlags, command);
        break;
      case "solverflags":
        flags = applyFlags(flags, command);
        break;
      case "feature":
        for (const word of command.words)
          if (!features.includes(word)) throw new Unsupported(`feature ${word} is not there`);
        break;
      case "namespace":
        state.namespaces.push(command.words);
        break;
      case "disable":
        state.disabled.push(command.words);
        break;
      case "job":
        jobLines.push(command);
        break;
      case "nextjob":
        break;
      default:
        throw new Unsupported(`command ${command.name} is not known`);
    }
  }
  const pool = poolOf(state);
  return { pool, jobs: jobLines.map((command) => parseJob(state, pool, command)), flags, poolFlags: state.poolFlags };
}

function addRepository(state: TestcaseState, command: Command): void {
  const [id = "", priorities = "0", type = "", source = ""] = command.words;
  const [priority = "0", subpriority = "0"] = priorities.split(".");
  if (type !== "testtags" && type !== "empty" && type !== "") throw new Unsupported(`repositories of type ${type}`);
  const text = type !== "testtags" ? "" : source === "<inline>" ? command.inline.join("\n") : state.files(source);
  state.repositories.push({ id, priority: Number(priority), subpriority: Number(subpriority), text });
  state.pool = undefined;
}

function setSystem(state: TestcaseState, { words }: Command): void {
  const [arch = "unset", disttype = "rpm", installed] = words;
  if (disttype !== "*" && !disttype.split(",").includes("rpm")) throw new Unsupported(`packages of type ${disttype}`);
  if (installed === undefined || installed === "-") state.system = { arch, installed: undefined };
  else {
    if (!state.repositories.some((repository) => repository.id === installed))
      throw new TestcaseError(`Cannot run testcase: the installed repository "${installed}" is not there`);
    state.system = { arch, installed };
  }
  state.pool = undefined;
}

function applyFlags<T extends object>(flags: T, { words }: Command): T {
  const changed = { ...flags };
  for (const word of words.flatMap((item) => item.split(","))) {
    const name = word.replace(/^!/, "");
    if (!(name in flags)) throw new Unsupported(`flag ${name} is not known`);
    Object.assign(changed, { [name]: !word.startsWith("!") });
  }
  return changed;
}

function poolOf(state: TestcaseState): Pool {
  if (state.pool === undefined) {
    const builder = new PoolBuilder(architectureOf(state));
    for (const repository of state.repositories) {
      const open = builder.openRepository({ ...repository, installed: repository.id === state.system?.installed });
      addTesttags(builder, repository.text);
      open.close();
    }
    state.pool = finishPool(builder);
    state.packages = indexPackages(state.pool);
  }
  const { pool } = state;
  const answers = state.namespaces.map(([name = "", ...ids]) => ({
    dependency: parseDependencyText(pool, name),
    ids: ids.flatMap((id) => (id === "@SYSTEM" ? [1] : idsOf(state, id))),
  }));
  pool.providers.namespace = (name, argument) =>
    answers.find(({ dependency }) => dependency === pool.relations.idOf(name, 19, argument))?.ids ?? [];
  pool.considered.fill(1);
  pool.providers.restrict(undefined);
  const disabled = state.disabled.flatMap((words) => matchesSelection(pool, parseSelection(state, pool, words)));
  for (const id of disabled) pool.considered[id] = 0;
  if (disabled.length > 0 && !state.poolFlags.whatprovideswithdisabled) {
    const seen = pool.considered.slice();
    seen.fill(1, pool.installedStart, pool.installedEnd);
    pool.providers.restrict(seen);
  }
  return pool;
}

function architectureOf({ system }: TestcaseState): string | undefined {
  if (system === undefined || system.arch === "unset") return undefined;
  return system.arch.startsWith(":") ? `${system.arch.slice(1)}:` : system.arch;
}

function indexPackages(pool: Pool): Map<string, PackageId[]> {
  const index = new Map<string, PackageId[]>();
  for (let id = 2; id < pool.count; id++) {
    const text = packageText(pool, id);
    for (const key of [text, text.slice(0, text.lastIndexOf("@"))]) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [id]);
      else known.push(id);
    }
  }
  return index;
}

function idsOf(state: TestcaseState, text: string): readonly PackageId[] {
  return (state.packages.get(text) ?? []).slice(0, 1);
}

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

const jobFlags: Readonly<Record<string, number>> = {
  weak: WEAK,
  essential: ESSENTIAL,
  cleandeps: CLEAN_DEPENDENCIES,
  orupdate: OR_UPDATE,
  forcebest: FORCE_BEST,
  targeted: TARGETED,
  notbyuser: NOT_BY_USER,
  setev: SET_EV,
  setevr: SET_EVR,
  setarch: SET_ARCH,
  setvendor: SET_VENDOR,
  setrepo: SET_REPOSITORY,
  noautoset: NO_AUTOSET,
  setname: SET_NAME,
};

function parseJob(state: TestcaseState, pool: Pool, command: Command): Job {
  let words = command.words.slice(1);
  const action = actions[command.words[0] ?? ""];
  if (action === undefined) throw new Unsupported(`job ${command.words[0]} is not known`);
  let flags = 0;
  const last = words.at(-1) ?? "";
  if (/^\[.*\]$/.test(last)) {
    words = words.slice(0, -1);
    for (const word of last.slice(1, -1).split(",")) {
      const flag = jobFlags[word];
      if (flag === undefined) throw new Unsupported(`job flag ${word} is not known`);
      flags |= flag;
    }
  }
  return { action, selection: parseSelection(state, pool, words), flags };
}

function parseSelection(state: TestcaseState, pool: Pool, words: readonly string[]): Selection {
  const [kind = "", ...rest] = words;
  switch (kind) {
    case "pkg": {
      const [id] = idsOf(state, rest[0] ?? "");
      return id === undefined ? { kind: "one-of", ids: [] } : { kind: "package", id };
    }
    case "name":
    case "provides":
      return { kind, dependency: parseDependencyText(pool, rest.join(" ")) };
    case "oneof":
      return { kind: "one-of", ids: rest[0] === "nothing" ? [] : rest.flatMap((word) => idsOf(state, word)) };
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
