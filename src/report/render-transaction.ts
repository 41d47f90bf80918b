import type { TransactionView } from "./assessment.ts";
import { labelled } from "./layout.ts";

/** Every package of a transaction, grouped in the order of dnf's own table. */
export function renderTransaction(
  transaction: TransactionView,
  options: { readonly width: number },
): readonly string[] {
  const arrow = ({ from, to }: { readonly from: string; readonly to: string }) => `${from} → ${to}`;
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ["Installing", transaction.install],
    ["Upgrading", transaction.upgrade.map(arrow)],
    ["Downgrading", transaction.downgrade.map(arrow)],
    ["Reinstalling as the target's build", transaction.reinstall],
    ["Replacing", transaction.obsolete.map(({ old, by }) => `${old} → ${by}`)],
    ["Removing", transaction.remove.map(({ nevra, why }) => `${nevra}: ${why}`)],
  ];
  return groups.flatMap(([title, entries]) =>
    entries.length === 0
      ? []
      : [`${title} (${entries.length})`, ...entries.flatMap((entry) => labelled("", entry, 1, 0, options.width))],
  );
}
