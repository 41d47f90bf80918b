/** What a choice changes against the transaction as it is shown. Packages as NEVRA, sorted. */
export interface Price {
  /** Installed packages that go as well. */
  readonly removed: readonly string[];
  /** Installed packages that need not go any more. */
  readonly spared: readonly string[];
  /** Installed packages that stay as they are instead of becoming the target's. */
  readonly heldBack: readonly string[];
  /** Installed packages that are downgraded and were not. */
  readonly downgraded: readonly string[];
  /** New packages that come in as well, and those that need not come. */
  readonly brought: readonly string[];
  readonly saved: readonly string[];
}

/** Something that can be done, solved through: with it the transaction is possible, and costs this. */
export interface Choice {
  readonly what: string;
  readonly price: Price;
}

/** Reasons that lead to a conclusion, each sentence resting on those before it. */
export interface Chain {
  readonly because: readonly string[];
  readonly so: string;
}

/** What becomes of a package. */
export type Fate =
  | "removed"
  | "replaced"
  | "upgraded"
  | "downgraded"
  | "rebuilt"
  | "held back"
  | "kept"
  | "new"
  | "not installed"
  | "undecided";

/** A package that would have done as well, or nearly, and why the one taken was. */
export interface Alternative {
  readonly nevra: string;
  readonly repository: string;
  readonly why: string;
}

export interface Explanation extends Chain {
  /** NEVRA. */
  readonly package: string;
  readonly fate: Fate;
  /** One sentence: what becomes of it. */
  readonly what: string;
  /** Whose wish it comes down to. */
  readonly asked: string;
  readonly alternatives: readonly Alternative[];
  readonly choices: readonly Choice[];
}

/** A contradiction, why it is one, and the ways out. */
export interface ExplainedProblem extends Chain {
  readonly choices: readonly Choice[];
}
