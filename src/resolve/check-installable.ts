import { isInstallable, type PackageId, type Pool } from "../pool/pool.ts";
import { dependencyOf, nevraOf } from "./package-words.ts";
import { tellingRule } from "./problem-rule.ts";
import { ruleText, type Words } from "./problem-text.ts";
import { ruleInfo } from "./rule-info.ts";
import { solve } from "./solve.ts";
import { defaultPoolFlags, defaultSolverFlags, type PoolFlags, type SolverFlags } from "./solver-flags.ts";

/** Whether a package can be installed on an empty machine, alone. */
export type Installable =
  | {
      readonly kind: "installable";
      readonly nevra: string /** Packages of the transaction, itself among them. */;
      readonly packages: number;
    }
  | { readonly kind: "broken"; readonly nevra: string /** In libsolv's words. */; readonly why: string };

/** As rpm itself would be asked: recommendations do not count, builds for two word sizes stand side by side. */
const flags: SolverFlags = { ...defaultSolverFlags, ignorerecommended: true };
const poolFlags: PoolFlags = { ...defaultPoolFlags, implicitobsoleteusescolors: true, obsoleteusescolors: true };

/**
 * Solves the installation of each package of a repository of the pool, one by one, in the order of the metadata. Source
 * packages and those of other machines are left out. The pool has no installed packages.
 */
export function* checkInstallable(pool: Pool, repository: string): Generator<Installable> {
  const range = pool.repositories.find(({ id }) => id === repository);
  if (range === undefined) throw new Error(`Cannot check the repository "${repository}": it is not in the pool`);
  const words: Words = {
    pool,
    packageText: (id) => nevraOf(pool, id),
    dependencyText: (dependency) => dependencyOf(pool, dependency),
    hidden: () => "is disabled",
  };
  for (let id = range.start; id < range.end; id++) if (isInstallable(pool, id)) yield check(words, id);
}

function check(words: Words, id: PackageId): Installable {
  const { pool } = words;
  const resolver = solve({
    pool,
    jobs: [{ action: "install", selection: { kind: "package", id }, flags: 0 }],
    flags,
    poolFlags,
  });
  const [problem] = resolver.problems;
  const nevra = nevraOf(pool, id);
  if (problem !== undefined)
    return { kind: "broken", nevra, why: ruleText(words, ruleInfo(resolver, tellingRule(resolver, problem.proof))) };
  let packages = 0;
  for (let other = 2; other < pool.count; other++) if (resolver.search.levels[other]! > 0) packages++;
  return { kind: "installable", nevra, packages };
}
