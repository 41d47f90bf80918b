import type { FileConflict, SolvedTransaction } from "../checks/check.ts";
import { formatEvr } from "../package/evr.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra, parseNevra } from "../package/nevra.ts";
import type { HostSolution } from "./solve-host.ts";
import { namesKept } from "./transaction-view.ts";

/** What checks need to know of a solution; undefined where there is none. Sizes the host did not tell count as unchanged. */
export function solvedTransaction(
  installed: readonly InstalledPackage[],
  { changes, totals, transaction, basis, libraries }: HostSolution,
  fileConflicts: readonly FileConflict[] | undefined,
): SolvedTransaction | undefined {
  if (changes === undefined || basis === "none") return undefined;
  const sizes = new Map(installed.map((item) => [formatNevra(item), item.size]));
  const pairs = [...changes.upgrade, ...changes.downgrade];
  const arriving = [...changes.install, ...pairs.map(({ to }) => to), ...changes.reinstall];
  const arrivingSizes = arriving.map(({ installedSize }) => installedSize);
  const grown = pairs.map(({ from, to }) => Math.max(0, to.installedSize - (sizes.get(from) ?? to.installedSize)));
  return {
    downloadBytes: totals.downloadBytes,
    arriving: arriving.length,
    arrivingBytes: sum(arrivingSizes),
    // What takes the place of a package is written beside it, one package at a time; what only goes, goes at the end.
    peakBytes:
      sum(changes.install.map(({ installedSize }) => installedSize)) +
      sum(grown) +
      arrivingSizes.reduce((most, size) => Math.max(most, size), 0),
    kept: namesKept(installed, transaction),
    downgrades: changes.downgrade.flatMap(({ from, to }) => {
      const [before, after] = [parseNevra(from), parseNevra(to.nevra)];
      if (before === undefined || after === undefined) return [];
      return [{ name: before.name, from: formatEvr(before), to: formatEvr(after) }];
    }),
    lost: lostNames(installed, changes),
    fileConflicts,
    ...(libraries === undefined ? {} : { libraries }),
  };
}

/** What goes without one of its name staying or coming. What is obsoleted has a successor of another name. */
function lostNames(
  installed: readonly InstalledPackage[],
  { install, remove, upgrade, downgrade, reinstall, obsolete }: NonNullable<HostSolution["changes"]>,
): SolvedTransaction["lost"] {
  const gone = new Set([...remove.map(({ nevra }) => nevra), ...obsolete.map(({ old }) => old)]);
  const there = new Set([
    ...installed.filter((item) => !gone.has(formatNevra(item))).map(({ name }) => name),
    ...[...install, ...reinstall].map(({ name }) => name),
    ...[...upgrade, ...downgrade].map(({ to }) => to.name),
  ]);
  const lost = new Map<string, string>();
  for (const { nevra, why } of remove) {
    const name = parseNevra(nevra)?.name ?? nevra;
    if (!there.has(name)) lost.set(name, why);
  }
  return [...lost].map(([name, why]) => ({ name, why }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
