/** What `ferry repo diff --json` prints. Versions are `[epoch:]version-release`, changed packages `name.arch`, others NEVRA. */
export interface RepositoryDiffView {
  readonly left: string;
  readonly right: string;
  /** Same packages in the same files, and the same modules. */
  readonly equal: boolean;
  readonly packages: { readonly left: number; readonly right: number };
  readonly same: number;
  readonly rebuilt: readonly string[];
  readonly otherArch: readonly VersionChangeView[];
  readonly newer: readonly VersionChangeView[];
  readonly older: readonly VersionChangeView[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly replaced: readonly { readonly package: string; readonly by: string }[];
  readonly sources: Sides<readonly SourceCountView[]>;
  readonly formerBuilds: Sides<readonly string[]>;
  readonly sonames: Sides<readonly SonameView[]>;
  readonly modules: ModuleDifferenceView;
  /** With --abi. */
  readonly abi?: LibraryDifferenceView | undefined;
}

interface Sides<Value> {
  readonly onlyLeft: Value;
  readonly onlyRight: Value;
}

export interface VersionChangeView {
  readonly package: string;
  readonly left: string;
  readonly right: string;
  readonly rightArch?: string | undefined;
  readonly module?: string | undefined;
  readonly source: string;
}

export interface SourceCountView {
  readonly source: string;
  readonly packages: number;
  readonly whole: boolean;
}

interface SonameView {
  readonly name: string;
  readonly neededBy: number;
}

/** Versions of streams are decimal digits; "" where a side has no such stream, or no default. */
export type ModuleDifferenceView =
  | {
      readonly kind: "known";
      readonly streams: { readonly left: number; readonly right: number };
      readonly same: number;
      readonly changed: readonly {
        readonly module: string;
        readonly stream: string;
        readonly left: string;
        readonly right: string;
      }[];
      readonly defaults: readonly { readonly module: string; readonly left: string; readonly right: string }[];
    }
  | { readonly kind: "unreadable"; readonly reasons: readonly string[] };

export interface LibraryDifferenceView extends Sides<readonly LibraryLossView[]> {
  readonly breaks: { readonly left: readonly PackageBreakView[]; readonly right: readonly PackageBreakView[] };
  readonly elsewhere: { readonly left: number; readonly right: number };
}

export interface LibraryLossView {
  readonly library: string;
  readonly gone: boolean;
  readonly missing: readonly SonameView[];
  readonly providers: readonly string[];
  readonly source: string;
  readonly neededBy: readonly {
    readonly package: string;
    readonly there: boolean;
    readonly needsItThere: boolean;
    readonly sameSource: boolean;
  }[];
  readonly successor?: { readonly library: string; readonly providers: readonly string[] } | undefined;
}

interface PackageBreakView {
  readonly package: string;
  readonly evr: string;
  readonly there: boolean;
  readonly missing: readonly string[];
}
