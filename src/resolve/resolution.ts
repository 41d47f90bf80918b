/** Why a package comes in: asked for (an installed one is renewed), needed by another, or only recommended. */
export type InstallReason = "user" | "dependency" | "weak";

/** A package of the result, with what a report needs to know of it. Sizes are bytes, 0 where nothing tells. */
export interface TargetPackage {
  readonly nevra: string;
  readonly name: string;
  /** Repository it comes from. */
  readonly repository: string;
  readonly downloadSize: number;
  readonly installedSize: number;
}

export interface Install extends TargetPackage {
  readonly reason: InstallReason;
}

/** An installed package (`from`, a NEVRA) that another takes the place of. */
export interface Replacement {
  readonly from: string;
  readonly to: TargetPackage;
}

/** An installed package (`old`, a NEVRA) that packages of other names obsolete. */
export interface Obsoletion {
  readonly old: string;
  readonly by: readonly string[];
}

export interface Removal {
  readonly nevra: string;
  /** A sentence. */
  readonly why: string;
}

/** What dnf would list, each list sorted by NEVRA. A package that replaces an obsolete one is also in `install`. */
export interface PackageTransaction {
  readonly install: readonly Install[];
  readonly upgrade: readonly Replacement[];
  readonly downgrade: readonly Replacement[];
  /** The same NEVRA from another builder, which dnf calls a reinstallation. */
  readonly reinstall: readonly TargetPackage[];
  readonly obsolete: readonly Obsoletion[];
  readonly remove: readonly Removal[];
}

export interface Problem {
  /** The rules that cannot all hold, as sentences in dnf's words. */
  readonly because: readonly string[];
  /** What would each solve it, in words. */
  readonly choices: readonly string[];
}

/**
 * What a solver run says. With problems there may still be a transaction: what would be done once the contradicting
 * wishes are dropped. `gave-up` is a run that reached its limit of conflicts.
 */
export type Resolution =
  | { readonly kind: "solved"; readonly transaction: PackageTransaction }
  | { readonly kind: "problems"; readonly problems: readonly Problem[]; readonly transaction?: PackageTransaction }
  | { readonly kind: "gave-up"; readonly conflicts: number };
