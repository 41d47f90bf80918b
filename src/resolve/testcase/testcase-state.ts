import { finishPool } from "../../pool/finish-pool.ts";
import type { PackageId, Pool } from "../../pool/pool.ts";
import { PoolBuilder } from "../../pool/pool-builder.ts";
import { type Job, matchesSelection } from "../jobs.ts";
import { noPrerequisites, type Prerequisites } from "../order/prerequisites.ts";
import type { OwnedPath } from "../selection/pick.ts";
import { defaultPoolFlags, defaultSolverFlags, type PoolFlags, type SolverFlags } from "../solver-flags.ts";
import { parseDependencyText } from "./dependency-text.ts";
import { evrComparison, genidDependency } from "./noop-jobs.ts";
import { packageText } from "./package-text.ts";
import { type FindPackages, parseJob, parseSelection } from "./parse-job.ts";
import { addSelectionJob } from "./selection-jobs.ts";
import type { Command } from "./testcase.ts";
import { TestcaseError } from "./testcase-error.ts";
import { addTesttags, type GatheredPrerequisites } from "./testtags.ts";
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
  paths: readonly OwnedPath[];
  prerequisites: Prerequisites;
}

export interface BlockInput {
  readonly pool: Pool;
  readonly jobs: readonly Job[];
  readonly flags: SolverFlags;
  readonly poolFlags: PoolFlags;
  readonly prerequisites: Prerequisites;
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
    paths: [],
    prerequisites: noPrerequisites,
  };
}

/** Applies a block's commands and gives what is to be solved. */
export function applyBlock(state: TestcaseState, commands: readonly Command[]): BlockInput {
  let flags: SolverFlags = { ...defaultSolverFlags, keepexplicitobsoletes: false };
  const jobLines: Command[] = [];
  const genids: Command[] = [];
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
      case "evrcmp":
        jobLines.push(command);
        break;
      case "genid":
        genids.push(command);
        break;
      case "nextjob":
        break;
      default:
        throw new Unsupported(`command ${command.name} is not known`);
    }
  }
  const pool = poolOf(state);
  const { poolFlags, prerequisites } = state;
  return { pool, jobs: jobsOf(state, pool, jobLines, genids), flags, poolFlags, prerequisites };
}

function jobsOf(state: TestcaseState, pool: Pool, lines: readonly Command[], genids: readonly Command[]): Job[] {
  const find: FindPackages = (text) => idsOf(state, text);
  const jobs: Job[] = [];
  for (const command of lines) {
    if (command.name === "evrcmp") jobs.push(evrComparison(pool, command.words));
    else if (command.words[1]?.startsWith("selection") === true)
      addSelectionJob({ pool, find, paths: state.paths, jobs }, command);
    else jobs.push(parseJob(find, pool, command));
  }
  if (genids.length > 0) jobs.push(genidDependency(pool, genids));
  return jobs;
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
    const prerequisites: GatheredPrerequisites = { counts: new Map(), ignored: new Map() };
    for (const repository of state.repositories) {
      const installed = repository.id === state.system?.installed;
      const open = builder.openRepository({ ...repository, installed });
      addTesttags(builder, { text: repository.text, installed }, prerequisites);
      open.close();
    }
    state.pool = finishPool(builder);
    state.packages = indexPackages(state.pool);
    state.paths = builder.looseFiles;
    state.prerequisites = prerequisites;
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
  const disabled = state.disabled.flatMap((words) =>
    matchesSelection(
      pool,
      parseSelection((text) => idsOf(state, text), pool, words),
    ),
  );
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
