import type { PackageTransaction } from "../resolution.ts";
import type { Price } from "./explanation.ts";

/** What `other` changes against `base`: two transactions of the same host. */
export function priceOf(base: PackageTransaction, other: PackageTransaction): Price {
  const [before, after] = [partsOf(base), partsOf(other)];
  const without = (set: ReadonlySet<string>, ...others: readonly ReadonlySet<string>[]): readonly string[] =>
    [...set].filter((nevra) => !others.some((one) => one.has(nevra))).sort();
  return {
    removed: without(after.removed, before.removed),
    spared: without(before.removed, after.removed),
    heldBack: without(before.renewed, after.renewed, after.removed),
    downgraded: without(after.downgraded, before.downgraded),
    brought: without(after.brought, before.brought),
    saved: without(before.brought, after.brought),
  };
}

interface Parts {
  readonly removed: ReadonlySet<string>;
  /** Installed packages that another takes the place of. */
  readonly renewed: ReadonlySet<string>;
  readonly downgraded: ReadonlySet<string>;
  readonly brought: ReadonlySet<string>;
}

function partsOf({ install, upgrade, downgrade, reinstall, obsolete, remove }: PackageTransaction): Parts {
  return {
    removed: new Set(remove.map(({ nevra }) => nevra)),
    renewed: new Set([
      ...[...upgrade, ...downgrade].map(({ from }) => from),
      ...reinstall.map(({ nevra }) => nevra),
      ...obsolete.map(({ old }) => old),
    ]),
    downgraded: new Set(downgrade.map(({ from }) => from)),
    brought: new Set(install.map(({ nevra }) => nevra)),
  };
}

/** Fewest losses first: removals count more than what is held back, that more than what comes in. */
export function comparePrices(left: Price, right: Price): number {
  return (
    left.removed.length - left.spared.length - (right.removed.length - right.spared.length) ||
    left.heldBack.length + left.downgraded.length - right.heldBack.length - right.downgraded.length ||
    left.brought.length - right.brought.length
  );
}
