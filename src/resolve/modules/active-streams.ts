import type { HostModule, ModuleBuild } from "../../package/module-index.ts";
import { isInstalled, type PackageId } from "../../pool/pool.ts";
import { FORCE_BEST, type Job, WEAK } from "../jobs.ts";
import { allProblemRules } from "../problem-rule.ts";
import { readProblems } from "../read-resolution.ts";
import type { Problem } from "../resolution.ts";
import type { Resolver } from "../resolver.ts";
import { ruleInfo } from "../rule-info.ts";
import { solve } from "../solve.ts";
import { defaultPoolFlags, defaultSolverFlags } from "../solver-flags.ts";
import { defaultStreams } from "./default-streams.ts";
import type { ModularInput } from "./modular-input.ts";
import { type ModulePool, moduleCapability, modulePool } from "./module-pool.ts";

/** Which builds of streams are active, and which are not. */
export interface ActiveStreams {
  readonly active: readonly IndexedBuild[];
  readonly inactive: readonly IndexedBuild[];
  /** Why not all that is enabled or default could be; empty where it could. */
  readonly problems: readonly Problem[];
}

/** A build and the index that its artifacts count in. */
export interface IndexedBuild {
  readonly build: ModuleBuild;
  readonly index: ModularInput["indexes"][number];
}

const CONFLICT_LIMIT = 10_000;

const solverFlags = { ...defaultSolverFlags, bestobeypolicy: true, keeporphans: true, yumobsoletes: true };
const poolFlags = { ...defaultPoolFlags, implicitobsoleteusescolors: true, whatprovideswithdisabled: true };

/**
 * The streams that the host's states and the repositories' defaults make active, with all that these require. When not all
 * can be, wishes are given up step by step: defaults first, then the newest versions, then all that conflicts. Source:
 * libdnf, module/ModulePackageContainer.cpp, resolveActiveModulePackages and moduleSolve.
 */
export function activeStreams(input: ModularInput): ActiveStreams {
  const states = new Map(input.host.map((module) => [module.name, module]));
  const indexOf = new Map<ModuleBuild, IndexedBuild["index"]>();
  for (const index of [...input.indexes, ...lostStreams(input)])
    for (const build of index.builds) indexOf.set(build, index);
  if (indexOf.size === 0 && input.host.length === 0) return { active: [], inactive: [], problems: [] };
  const modules = modulePool([...indexOf.keys()], input);
  const wishes = wishedStreams(modules, states, defaultStreams(input.indexes), input.rules);
  for (const [at, { name }] of modules.builds.entries())
    if (states.get(name)?.state === "disabled") modules.pool.considered[modules.first + at] = 0;
  const { names, problems } = solveModules(modules, wishes, input.rules);
  const active: IndexedBuild[] = [];
  const inactive: IndexedBuild[] = [];
  for (const [at, build] of modules.builds.entries()) {
    const index = indexOf.get(build);
    if (index === undefined) continue;
    (names.has(modules.pool.names[modules.first + at]!) ? active : inactive).push({ build, index });
  }
  return { active, inactive, problems };
}

/** What dnf kept of enabled streams counts where no repository has them any more. */
function lostStreams({ indexes, host, failSafe }: ModularInput): readonly IndexedBuild["index"][] {
  if (failSafe === undefined) return [];
  const key = (name: string, stream: string): string => JSON.stringify([name, stream]);
  const there = new Set(indexes.flatMap(({ builds }) => builds.map(({ name, stream }) => key(name, stream))));
  const enabled = host.filter(({ state }) => state === "enabled").map(({ name, stream }) => key(name, stream));
  const lost = new Set(enabled.filter((stream) => !there.has(stream)));
  return [{ ...failSafe, builds: failSafe.builds.filter(({ name, stream }) => lost.has(key(name, stream))) }];
}

interface Wish {
  readonly capability: string;
  readonly isDefault: boolean;
}

/** How hard the wishes are, one attempt after the other. */
interface Attempt {
  readonly weak: "none" | "defaults" | "all";
  readonly best: boolean;
}

const attempts: Readonly<Record<ModularInput["rules"], readonly Attempt[]>> = {
  "by-context": [
    { weak: "none", best: true },
    { weak: "defaults", best: true },
    { weak: "defaults", best: false },
  ],
  "by-version": [
    { weak: "none", best: false },
    { weak: "defaults", best: false },
  ],
};

/** One wish for each build of a stream that is enabled, or default where the host says nothing of its module. */
function wishedStreams(
  { builds }: ModulePool,
  states: ReadonlyMap<string, HostModule>,
  defaults: ReadonlyMap<string, string>,
  rules: ModularInput["rules"],
): readonly Wish[] {
  return builds.flatMap(({ name, stream, version }) => {
    const host = states.get(name);
    const isEnabled = host?.state === "enabled";
    const isWished = isEnabled ? host.stream === stream : host?.state !== "disabled" && defaults.get(name) === stream;
    if (!isWished) return [];
    const capability =
      rules === "by-context" ? moduleCapability(name, stream) : moduleCapability(name, stream, version);
    return [{ capability, isDefault: !isEnabled }];
  });
}

/** Names of the packages that stand for active builds, and the problems of the first attempt. */
function solveModules(
  modules: ModulePool,
  wishes: readonly Wish[],
  rules: ModularInput["rules"],
): { readonly names: ReadonlySet<number>; readonly problems: readonly Problem[] } {
  if (wishes.length === 0) return { names: new Set(), problems: [] };
  let problems: readonly Problem[] = [];
  let conflicting: ReadonlySet<PackageId> = new Set();
  for (const attempt of attempts[rules]) {
    const result = solveAttempt(modules, wishes, attempt);
    if (result.problems.length === 0) return { names: installedNames(result), problems };
    if (problems.length === 0) problems = readProblems(result);
    conflicting = conflictingPackages(result);
  }
  for (const id of conflicting) modules.pool.considered[id] = 0;
  const last = solveAttempt(modules, wishes, { weak: "all", best: false });
  return { names: last.problems.length === 0 ? installedNames(last) : new Set(), problems };
}

function solveAttempt({ pool }: ModulePool, wishes: readonly Wish[], { weak, best }: Attempt): Resolver {
  const jobs = wishes.map(({ capability, isDefault }): Job => {
    const isWeak = weak === "all" || (weak === "defaults" && isDefault);
    return {
      action: "install",
      selection: { kind: "provides", dependency: pool.strings.idOfText(capability) },
      flags: (isWeak ? WEAK : 0) | (best ? FORCE_BEST : 0),
    };
  });
  return solve({ pool, jobs, flags: solverFlags, poolFlags }, CONFLICT_LIMIT);
}

function installedNames({ pool, search }: Resolver): ReadonlySet<number> {
  const names = new Set<number>();
  for (let id = 2; id < pool.count; id++)
    if (!isInstalled(pool, id) && search.levels[id]! > 0) names.add(pool.names[id]!);
  return names;
}

/** libdnf, goal/Goal.cpp, listConflictPkgs. */
function conflictingPackages(result: Resolver): ReadonlySet<PackageId> {
  const { pool } = result;
  const found = new Set<PackageId>();
  for (const { proof } of result.problems) {
    for (const rule of allProblemRules(result, proof)) {
      const { kind, from, to } = ruleInfo(result, rule);
      if (kind === "conflicts" || kind === "same-name") found.add(from).add(to);
      if (kind === "self-conflict") found.add(from);
    }
  }
  return new Set([...found].filter((id) => id > 1 && !isInstalled(pool, id)));
}
