import type { PackageTransaction } from "../../src/resolve/resolution.ts";
import type { DnfItem } from "./run-dnf.ts";

/** Lines that one side has and the other has not; both are empty when the transactions are equal. */
interface Difference {
  readonly onlyDnf: readonly string[];
  readonly onlyFerry: readonly string[];
}

/** Compares element by element, with the reasons of installs. */
export function compareTransactions(dnf: readonly DnfItem[], ferry: PackageTransaction): Difference {
  // A package that takes an obsolete one's place inherits its reason, and a host without history has none to give.
  const known = dnf.filter(({ action, reason }) => action === "Install" && reason !== "unknown");
  const dnfReasons = new Map(known.map(({ nevra, reason }) => [nevra, reasons[reason] ?? reason]));
  const left = dnfLines(dnf, dnfReasons);
  const right = ferryLines(ferry, dnfReasons);
  return { onlyDnf: without(left, right), onlyFerry: without(right, left) };
}

/** dnf's words for why a package comes in, in Ferry's. */
const reasons: Readonly<Record<string, string>> = { user: "user", dependency: "dependency", "weak-dependency": "weak" };

/**
 * The old halves of replacements tell which package each new one replaces. "Reason Change" is dnf's bookkeeping for
 * installonly packages that stay; it changes nothing.
 */
function dnfLines(items: readonly DnfItem[], told: ReadonlyMap<string, string>): string[] {
  return withOwnPredecessors(items).flatMap(({ nevra, action, replacedBy }) => {
    switch (action) {
      case "Install":
        return [installLine(nevra, told.get(nevra), told)];
      case "Upgraded":
        return replacedBy.map((other) => `upgrade ${nevra} to ${other}`);
      case "Downgraded":
        return replacedBy.map((other) => `downgrade ${nevra} to ${other}`);
      case "Reinstall":
        return [`reinstall ${nevra}`];
      case "Obsoleted":
        return [`obsolete ${nevra} by ${replacedBy.toSorted().join(", ")}`];
      case "Removed":
        return [`remove ${nevra}`];
      case "Upgrade":
      case "Downgrade":
      case "Reinstalled":
      case "Reason Change":
        return [];
      default:
        throw new Error(`Cannot read dnf's transaction: unknown action "${action}" of ${nevra}`);
    }
  });
}

/**
 * dnf calls the first package that a downgraded one replaces its predecessor, even one of another name that it obsoletes,
 * and then its real predecessor obsolete (dnf 4.14, base.py, _goal2transaction). Here the two are changed back.
 */
function withOwnPredecessors(items: readonly DnfItem[]): readonly DnfItem[] {
  const nameOf = (nevra: string): string => nevra.replace(/-[^-]+-[^-]+$/, "");
  const mistaken = items.flatMap(({ nevra, action, replacedBy }) =>
    action === "Downgraded" ? replacedBy.filter((other) => nameOf(other) !== nameOf(nevra)) : [],
  );
  return items.map((item) => {
    if (!item.replacedBy.some((other) => mistaken.includes(other))) return item;
    const isOwn = item.replacedBy.some((other) => nameOf(other) === nameOf(item.nevra));
    if (item.action === "Downgraded" && !isOwn) return { ...item, action: "Obsoleted" };
    return item.action === "Obsoleted" && isOwn ? { ...item, action: "Downgraded" } : item;
  });
}

function ferryLines(transaction: PackageTransaction, told: ReadonlyMap<string, string>): string[] {
  return [
    ...transaction.install.map(({ nevra, reason }) => installLine(nevra, reason, told)),
    ...transaction.upgrade.map(({ from, to }) => `upgrade ${from} to ${to.nevra}`),
    ...transaction.downgrade.map(({ from, to }) => `downgrade ${from} to ${to.nevra}`),
    ...transaction.reinstall.map(({ nevra }) => `reinstall ${nevra}`),
    ...transaction.obsolete.map(({ old, by }) => `obsolete ${old} by ${by.toSorted().join(", ")}`),
    ...transaction.remove.map(({ nevra }) => `remove ${nevra}`),
  ];
}

/** The reason only where dnf tells one that can be compared. */
function installLine(nevra: string, reason: string | undefined, told: ReadonlyMap<string, string>): string {
  return told.has(nevra) ? `install ${nevra} (${reason})` : `install ${nevra}`;
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line)).sort();
}
