import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra } from "../package/nevra.ts";
import type { TransactionTotals, TransactionView } from "../report/assessment.ts";
import type { PackageTransaction } from "../resolve/resolution.ts";
import { whyGone } from "./plain-words.ts";

/** The view of a transaction. An obsoleted package has a line per package that takes its place. */
export function transactionView(transaction: PackageTransaction): TransactionView {
  return {
    install: transaction.install.map(({ nevra }) => nevra),
    upgrade: transaction.upgrade.map(({ from, to }) => ({ from, to: to.nevra })),
    downgrade: transaction.downgrade.map(({ from, to }) => ({ from, to: to.nevra })),
    reinstall: transaction.reinstall.map(({ nevra }) => nevra),
    obsolete: transaction.obsolete.flatMap(({ old, by }) => by.map((replacement) => ({ old, by: replacement }))),
    remove: transaction.remove.map(({ nevra, why }) => ({ nevra, why: whyGone(nevra, why) })),
  };
}

/** Names of the installed packages of which the transaction leaves one as it is. */
export function namesKept(installed: readonly InstalledPackage[], transaction: TransactionView): ReadonlySet<string> {
  const { upgrade, downgrade, reinstall, obsolete, remove } = transaction;
  const leaving = new Set([
    ...[...upgrade, ...downgrade].map(({ from }) => from),
    ...reinstall,
    ...obsolete.map(({ old }) => old),
    ...remove.map(({ nevra }) => nevra),
  ]);
  return new Set(installed.filter((item) => !leaving.has(formatNevra(item))).map(({ name }) => name));
}

/** What the transaction weighs. Sizes of installed packages that the host did not tell count as 0. */
export function transactionTotals(
  transaction: PackageTransaction,
  installed: readonly InstalledPackage[],
): TransactionTotals {
  const { install, upgrade, downgrade, reinstall, obsolete, remove } = transaction;
  const arriving = [...install, ...upgrade.map(({ to }) => to), ...downgrade.map(({ to }) => to), ...reinstall];
  const leaving = new Set([
    ...upgrade.map(({ from }) => from),
    ...downgrade.map(({ from }) => from),
    ...reinstall.map(({ nevra }) => nevra),
    ...obsolete.map(({ old }) => old),
    ...remove.map(({ nevra }) => nevra),
  ]);
  const freed = installed.reduce(
    (sum, candidate) => (leaving.has(formatNevra(candidate)) ? sum + (candidate.size ?? 0) : sum),
    0,
  );
  return {
    installed: installed.length,
    kept: installed.length - leaving.size,
    downloadBytes: arriving.reduce((sum, { downloadSize }) => sum + downloadSize, 0),
    sizeChangeBytes: arriving.reduce((sum, { installedSize }) => sum + installedSize, 0) - freed,
  };
}
