/**
 * What a package needs, before an edition decides on versions, names and word size. Names are those of the new edition;
 * the edition writes the old name where the package was renamed.
 */
export type Need =
  | { readonly kind: "package"; readonly name: string; readonly version: "any" | "at-least" | "same" }
  /** The soname of that library package, and the symbol version `symbols` when one is named. */
  | { readonly kind: "library"; readonly name: string; readonly symbols?: string }
  /** A path, `perl(X)`, `python3dist(x)` …, and the package that has it. */
  | { readonly kind: "capability"; readonly capability: string; readonly of: string }
  /** `(a or b)` */
  | { readonly kind: "either"; readonly names: readonly [string, string] }
  /** `(name if condition)` */
  | { readonly kind: "if"; readonly name: string; readonly condition: string }
  /** `(name >= its major version with name < the next)` */
  | { readonly kind: "range"; readonly name: string };

/** What becomes of one package on the way from the old edition to the new. */
export type Fate =
  | { readonly kind: "kept" }
  | { readonly kind: "removed" }
  | { readonly kind: "added" }
  /** The old edition has it under another name. With `provides` the new one provides the old name. */
  | { readonly kind: "renamed"; readonly from: string; readonly provides: boolean }
  /** The new edition has the libraries in `name-libs`. */
  | { readonly kind: "split" }
  /** The old edition has the data files in `name-common`. */
  | { readonly kind: "absorbs" }
  /** noarch in the old edition, x86_64 in the new. */
  | { readonly kind: "rearched" };

/** How the new build of a source package stands to the old one. "same": equal NEVRA, built by another vendor. */
export type Change = "same" | "rebuild" | "upgrade" | "downgrade";

/** A binary package of which editions make builds. */
export interface Blueprint {
  readonly name: string;
  readonly noarch: boolean;
  /** Built for i686 too. */
  readonly multilib: boolean;
  readonly soname?: string;
  /** Symbol versions of the library, oldest first. */
  readonly symbols: readonly string[];
  /** Capabilities besides the name; `=` at the end stands for "= the package's version". */
  readonly provides: readonly string[];
  readonly needs: readonly Need[];
  /** Needs of the new edition only. */
  readonly needsInNew: readonly Need[];
  readonly recommends: readonly Need[];
  readonly recommendsInNew: readonly Need[];
  readonly suggests: readonly Need[];
  /** Whole dependency texts. */
  readonly supplements: readonly string[];
  readonly enhances: readonly string[];
  /** Names that may not be installed beside it. */
  readonly conflicts: readonly string[];
  /** Packages that must not be older than their build in the same edition. */
  readonly conflictsWithOlder: readonly string[];
  /** Names that the new edition's build obsoletes, besides what the fate says. */
  readonly obsoletesInNew: readonly string[];
  readonly files: readonly string[];
  readonly configFiles: readonly string[];
  readonly fate: Fate;
}

/** What is built together, with one version. The version is the new edition's, but for "downgrade". */
export interface Source {
  readonly name: string;
  readonly epoch: number;
  readonly version: string;
  readonly release: number;
  readonly change: Change;
  /** Who builds it: the distribution, or a third party with its own repository. */
  readonly builder: "distribution" | "third-party";
  /** Where the new edition lists it; "nowhere": only installed hosts know it. */
  readonly repository: "base" | "applications" | "third-party" | "nowhere";
  /** The new edition lists an older build too. */
  readonly hasOlderBuild: boolean;
  readonly packages: readonly Blueprint[];
}

const plain: Omit<Blueprint, "name"> = {
  noarch: false,
  multilib: false,
  symbols: [],
  provides: [],
  needs: [],
  needsInNew: [],
  recommends: [],
  recommendsInNew: [],
  suggests: [],
  supplements: [],
  enhances: [],
  conflicts: [],
  conflictsWithOlder: [],
  obsoletesInNew: [],
  files: [],
  configFiles: [],
  fate: { kind: "kept" },
};

/** A package of x86_64 that needs nothing and stays as it is, but for what `parts` says. */
export function blueprint(name: string, parts: Partial<Omit<Blueprint, "name">> = {}): Blueprint {
  return { ...plain, ...parts, name };
}

export function needPackage(name: string, version: "any" | "at-least" | "same" = "any"): Need {
  return { kind: "package", name, version };
}

export function needLibrary(name: string, symbols?: string): Need {
  return { kind: "library", name, ...(symbols === undefined ? {} : { symbols }) };
}

export function needCapability(capability: string, of: string): Need {
  return { kind: "capability", capability, of };
}

/** The packages that the need is about: all must be there, one of them for `either`, and for `if` when the condition is. */
export function neededNames(need: Need): readonly string[] {
  switch (need.kind) {
    case "package":
    case "library":
    case "range":
    case "if":
      return [need.name];
    case "capability":
      return [need.of];
    case "either":
      return need.names;
  }
}
