import { type PackageId, type Pool, SYSTEM } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import type { RuleInfo } from "./rule-info.ts";

/** How packages and dependencies are written: with an epoch or without, with the repository or without. */
export interface Words {
  readonly pool: Pool;
  readonly packageText: (id: PackageId) => string;
  readonly dependencyText: (dependency: DependencyId) => string;
  /** What is said of a package that an exclude or a module hides: libsolv and dnf differ. */
  readonly hidden: (id: PackageId) => string;
}

/** What a rule says, as a sentence (libsolv, src/problems.c, solver_problemruleinfo2str; dnf shows the same). */
export function ruleText(words: Words, info: RuleInfo): string {
  const { pool } = words;
  const from = (): string => words.packageText(info.from);
  const to = (): string =>
    info.to === 0 ? "<NULL>" : info.to === SYSTEM ? "system:system.noarch" : words.packageText(info.to);
  const dependency = (): string => words.dependencyText(info.dependency);
  switch (info.kind) {
    case "dup":
      return `${from()} does not belong to a distupgrade repository`;
    case "infarch":
      return `${from()} has inferior architecture`;
    case "update":
    case "feature":
      return `problem with installed package ${from()}`;
    case "job":
      return "conflicting requests";
    case "job-unsupported":
      return "unsupported request";
    case "job-nothing-provides":
      return `nothing provides requested ${dependency()}`;
    case "job-unknown-package":
      return `package ${dependency()} does not exist`;
    case "job-provided-by-system":
      return `${dependency()} is provided by the system`;
    case "best":
      return info.from > 0
        ? `cannot install the best update candidate for package ${from()}`
        : "cannot install the best candidate for the job";
    case "not-installable":
      if (pool.considered[info.from] === 0) return `package ${from()} ${words.hidden(info.from)}`;
      return pool.archScores[info.from] === 0
        ? `package ${from()} does not have a compatible architecture`
        : `package ${from()} is not installable`;
    case "nothing-provides":
      return `nothing provides ${dependency()} needed by ${from()}`;
    case "same-name":
      return `cannot install both ${from()} and ${to()}`;
    case "conflicts":
      return `package ${from()} conflicts with ${dependency()} provided by ${to()}`;
    case "obsoletes":
      return `package ${from()} obsoletes ${dependency()} provided by ${to()}`;
    case "installed-obsoletes":
      return `installed package ${from()} obsoletes ${dependency()} provided by ${to()}`;
    case "implicit-obsoletes":
      return `package ${from()} implicitly obsoletes ${dependency()} provided by ${to()}`;
    case "requires":
      return `package ${from()} requires ${dependency()}, but none of the providers can be installed`;
    case "recommends":
      return `package ${from()} recommends ${dependency()}, but none of the providers can be installed`;
    case "self-conflict":
      return `package ${from()} conflicts with ${dependency()} provided by itself`;
    case "yumobs":
      return `both package ${from()} and ${to()} obsolete ${dependency()}`;
    case "black":
      return `package ${from()} can only be installed by a direct request`;
    case "strictrepo":
      return `package ${from()} is excluded by strict repo priority`;
    case "choice":
    case "package":
    case "learnt":
      return "some dependency problem";
  }
}
