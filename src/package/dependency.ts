/** Comparison bits of a dependency, as in libsolv (REL_GT, REL_EQ, REL_LT in pool.h). `>=` is GREATER | EQUAL. */
export const GREATER = 1;
export const EQUAL = 2;
export const LESS = 4;

/**
 * One dependency: a capability name, or a rich dependency `(a if b)` whose whole text is the name.
 * `flags` is 0 and `evr` "" where no version is named.
 */
export interface Dependency {
  readonly name: string;
  readonly flags: number;
  readonly evr: string;
}

export const dependencyKinds = [
  "provides",
  "requires",
  "conflicts",
  "obsoletes",
  "recommends",
  "suggests",
  "supplements",
  "enhances",
] as const;

export type DependencyKind = (typeof dependencyKinds)[number];

/** A bit of its own for each kind, to keep several kinds in one number. */
export function kindBit(kind: DependencyKind): number {
  return 1 << dependencyKinds.indexOf(kind);
}

const operators = ["", ">", "=", ">=", "<", "<>", "<=", "<=>"] as const;

/** `name >= 1.0-2`, rpm's own form. */
export function formatDependency(dependency: Dependency): string {
  return dependency.flags === 0
    ? dependency.name
    : `${dependency.name} ${operators[dependency.flags & 7]} ${dependency.evr}`;
}

/** Reads `name`, `name op evr` or a rich dependency in parentheses. Never fails: what has no operator is a name. */
export function parseDependency(text: string): Dependency {
  if (text.startsWith("(")) return { name: text, flags: 0, evr: "" };
  const parts = text.split(" ");
  const flags = parts.length === 3 ? (operators as readonly string[]).indexOf(parts[1] ?? "") : -1;
  const [name = "", , evr = ""] = parts;
  return flags > 0 ? { name, flags, evr } : { name: text, flags: 0, evr: "" };
}
