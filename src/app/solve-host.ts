import type { Catalog } from "../catalog/catalog.ts";
import type { Facts } from "../facts/facts.ts";
import { createPool } from "../pool/create-pool.ts";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import {
  emptyTransaction,
  type ProblemView,
  type TransactionTotals,
  type TransactionView,
} from "../report/assessment.ts";
import { plural } from "../report/layout.ts";
import { distroSync } from "../resolve/distro-sync.ts";
import type { DistroSyncOptions } from "../resolve/distro-sync-options.ts";
import { completeDependencies } from "../resolve/known-dependencies.ts";
import type { PackageTransaction, Resolution } from "../resolve/resolution.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import { releasePackages } from "../routes/release-packages.ts";
import type { OpenedRepository } from "./open-repositories.ts";
import { inPlainWords } from "./plain-words.ts";
import { solveModules } from "./solve-modules.ts";
import { transactionTotals, transactionView } from "./transaction-view.ts";
import { valueOf } from "./value-of.ts";

/**
 * What the target's packages would make of a host. `exact` is the transaction of dnf distro-sync; `with-erasing` the one it
 * would take to let go of what stands in the way (dnf's --allowerasing); `none` when there is neither.
 */
export interface HostSolution {
  readonly basis: "exact" | "with-erasing" | "none";
  /** The same as `transaction`, with where each package comes from; undefined where there is none. */
  readonly changes: PackageTransaction | undefined;
  /** Names that the transaction erases and installs for the new release. */
  readonly swaps: { readonly erase: readonly string[]; readonly install: readonly string[] };
  readonly transaction: TransactionView;
  readonly totals: TransactionTotals;
  readonly problems: readonly ProblemView[];
  readonly undecided: readonly string[];
}

/** Solves the first hop of a host: a distro-sync to the repositories, release packages swapped in the same transaction. */
export function solveHost(
  facts: Facts,
  hop: RouteHop,
  architecture: string,
  repositories: readonly OpenedRepository[],
  available: ReadonlySet<string>,
  catalog: Catalog,
): HostSolution {
  const packages = valueOf(facts, "packages") ?? [];
  const tables = repositories.map(({ table }) => table);
  const completed = completeDependencies(packages, tables);
  const pool = createPool({ architecture, installed: tableOfPackages(completed.packages), repositories });
  const swaps = releasePackages(hop.from, new Set(packages.map(({ name }) => name)), available, catalog);
  const modules = solveModules(pool, facts, hop, architecture, repositories);
  const options = { ...distroSyncOptions(facts, repositories, swaps), hiddenByModules: modules.hidden };
  const first = distroSync(pool, options);
  const undecided = [
    ...modules.undecided,
    ...(completed.unknown === 0
      ? []
      : [
          `What ${completed.unknown} of ${packages.length} installed packages provide and require is not in the source of the facts: what they need could be lost unseen${completed.assumed === 0 ? "" : `, and ${plural(completed.assumed, "requirement")} of new packages ${completed.assumed === 1 ? "is" : "are"} taken as met by them`}`,
        ]),
    ...(hop.kind === "upgrade"
      ? [
          `The upgrade to ${hop.to.title} is made by leapp with package events of its own; the packages shown are those of a dnf distro-sync to the same repositories`,
        ]
      : []),
  ];
  const names = {
    erase: [...swaps.swap.map(({ from }) => from), ...swaps.drop.map(({ name }) => name)],
    install: [...new Set(swaps.swap.flatMap(({ to }) => to))],
  };
  const totalsOf = (resolution: Resolution) =>
    "transaction" in resolution && resolution.transaction !== undefined
      ? {
          swaps: names,
          changes: resolution.transaction,
          transaction: transactionView(resolution.transaction),
          totals: transactionTotals(resolution.transaction, packages),
        }
      : {
          swaps: names,
          changes: undefined,
          transaction: emptyTransaction,
          totals: untouched(packages.length),
        };
  if (first.kind === "solved") return { basis: "exact", ...totalsOf(first), problems: [], undecided };
  if (first.kind === "gave-up") {
    const because = `The solver gave up after ${first.conflicts} conflicts`;
    return {
      basis: "none",
      ...totalsOf(first),
      problems: [{ kind: "packages", because: [because], choices: [] }],
      undecided,
    };
  }
  const second = distroSync(pool, { ...options, allowErasing: true });
  return second.kind === "solved"
    ? { basis: "with-erasing", ...totalsOf(second), problems: first.problems.map(problemView), undecided }
    : {
        basis: "none",
        ...totalsOf({ kind: "gave-up", conflicts: 0 }),
        problems: first.problems.map(problemView),
        undecided,
      };
}

export function problemView({ because, choices }: Omit<ProblemView, "kind">): ProblemView {
  return { kind: "packages", because: because.map(inPlainWords), choices };
}

function untouched(installed: number): TransactionTotals {
  return { installed, kept: installed, downloadBytes: 0, sizeChangeBytes: 0 };
}

export function distroSyncOptions(
  facts: Facts,
  repositories: readonly Pick<OpenedRepository, "id" | "excludes">[],
  swaps: ReturnType<typeof releasePackages>,
): DistroSyncOptions {
  const manager = valueOf(facts, "packageManager");
  const kernel = valueOf(facts, "kernel");
  return {
    ...(manager === undefined
      ? {}
      : {
          best: manager.best,
          installWeakDependencies: manager.installWeakDependencies,
          installonlyLimit: manager.installonlyLimit,
          protectedPackages: manager.protectedPackages,
          excludes: manager.excludes,
        }),
    ...(kernel === undefined ? {} : { runningKernel: kernel.release }),
    repositoryExcludes: Object.fromEntries(repositories.map(({ id, excludes }) => [id, excludes])),
    install: [...new Set(swaps.swap.flatMap(({ to }) => to))],
    erase: [
      ...swaps.swap.map(({ from, to }) => ({
        name: from,
        why: `${to.join(" and ")} ${to.length === 1 ? "takes" : "take"} its place`,
      })),
      ...swaps.drop,
    ],
  };
}
