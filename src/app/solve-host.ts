import type { Catalog } from "../catalog/catalog.ts";
import type { Facts } from "../facts/facts.ts";
import {
  emptyTransaction,
  type ProblemView,
  type TransactionTotals,
  type TransactionView,
} from "../report/assessment.ts";
import { plural } from "../report/layout.ts";
import { priceText } from "../report/price-text.ts";
import { explainProblems } from "../resolve/explain/explain-problems.ts";
import { type Situation, situationOf } from "../resolve/explain/situation.ts";
import { type LibraryChanges, libraryChanges } from "../resolve/library-changes.ts";
import type { PackageTransaction, Problem, Resolution } from "../resolve/resolution.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import { type PoolMaker, poolOfItsOwn } from "./host-pools.ts";
import type { OpenedRepository } from "./open-repositories.ts";
import { inPlainWords } from "./plain-words.ts";
import { prepareHost } from "./prepare-host.ts";
import { transactionTotals, transactionView } from "./transaction-view.ts";

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
  /** What becomes of shared libraries; undefined where there is no transaction. */
  readonly libraries?: LibraryChanges;
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
  pools: PoolMaker = poolOfItsOwn,
): HostSolution {
  const prepared = prepareHost({ facts, hop, architecture, repositories, available, catalog, pools });
  const { pool, options, packages, completed, modules, swaps } = prepared;
  const situation = situationOf(pool, options);
  const first = situation.outcome;
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
  const { result } = situation.shown;
  if (first.kind === "solved")
    return { basis: "exact", ...totalsOf(first), problems: [], libraries: libraryChanges(result), undecided };
  if (first.kind === "gave-up") {
    const because = `The solver gave up after ${first.conflicts} conflicts`;
    return {
      basis: "none",
      ...totalsOf(first),
      problems: [{ kind: "packages", because: [because], choices: [] }],
      undecided,
    };
  }
  const problems = problemViews(situation, first.problems);
  const { transaction } = situation;
  return transaction === undefined
    ? { basis: "none", ...totalsOf({ kind: "gave-up", conflicts: 0 }), problems, undecided }
    : {
        basis: "with-erasing",
        ...totalsOf({ kind: "solved", transaction }),
        problems,
        libraries: libraryChanges(result),
        undecided,
      };
}

/** More ways out are solved through by `ferry explain`. */
const MOST_PRICED = 5;

/** The contradictions as chains; what is not one (a protected package that would go) in the words it has. */
function problemViews(situation: Situation, problems: readonly Problem[]): readonly ProblemView[] {
  const explained = explainProblems(situation, MOST_PRICED);
  if (explained.length === 0)
    return problems.map(({ because, choices }) => ({ kind: "packages", because: because.map(inPlainWords), choices }));
  return explained.map(({ because, so, choices }, index) => ({
    kind: "packages",
    because,
    so,
    choices:
      index < MOST_PRICED
        ? choices.map(({ what, price }) => `${what}: ${priceText(price)}`)
        : (problems[index]?.choices ?? []),
  }));
}

function untouched(installed: number): TransactionTotals {
  return { installed, kept: installed, downloadBytes: 0, sizeChangeBytes: 0 };
}
