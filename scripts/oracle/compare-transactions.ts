import type { PackageTransaction } from "../../src/resolve/resolution.ts";
import type { DnfItem } from "./run-dnf.ts";

/** Lines that one side has and the other has not; both are empty when the transactions are equal. */
interface Difference {
  readonly onlyDnf: readonly string[];
  readonly onlyFerry: readonly string[];
}

/** Compares element by element, reasons of installs included. */
export function compareTransactions(dnf: readonly DnfItem[], ferry: PackageTransaction): Difference {
  // A package that takes an obsolete one's place inherits its reason, and a host without history has none to give.
  const inherited = new Set(dnf.filter(({ reason }) => reason === "unknown").map(({ nevra }) => nevra));
  const left = dnfLines(dnf, inherited);
  const right = ferryLines(ferry, inherited);
  return { onlyDnf: without(left, right), onlyFerry: without(right, left) };
}

/** dnf's words for why a package comes in, in Ferry's. */
const reasons: Readonly<Record<string, string>> = { user: "user", dependency: "dependency", "weak-dependency": "weak" };

/**
 * The old halves of replacements tell which package each new one replaces. "Reason Change" is dnf's bookkeeping for
 * installonly packages that stay; it changes nothing.
 */
function dnfLines(items: readonly DnfItem[], inherited: ReadonlySet<string>): string[] {
  return items.flatMap(({ nevra, action, reason, replacedBy }) => {
    switch (action) {
      case "Install":
        return [installLine(nevra, reasons[reason] ?? reason, inherited)];
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

function ferryLines(transaction: PackageTransaction, inherited: ReadonlySet<string>): string[] {
  return [
    ...transaction.install.map(({ nevra, reason }) => installLine(nevra, reason, inherited)),
    ...transaction.upgrade.map(({ from, to }) => `upgrade ${from} to ${to.nevra}`),
    ...transaction.downgrade.map(({ from, to }) => `downgrade ${from} to ${to.nevra}`),
    ...transaction.reinstall.map(({ nevra }) => `reinstall ${nevra}`),
    ...transaction.obsolete.map(({ old, by }) => `obsolete ${old} by ${by.toSorted().join(", ")}`),
    ...transaction.remove.map(({ nevra }) => `remove ${nevra}`),
  ];
}

function installLine(nevra: string, reason: string, inherited: ReadonlySet<string>): string {
  return inherited.has(nevra) ? `install ${nevra}` : `install ${nevra} (${reason})`;
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line)).sort();
}
