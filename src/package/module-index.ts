/** One build of a module's stream, as a document of modules.yaml tells it. */
export interface ModuleBuild {
  readonly name: string;
  readonly stream: string;
  /** Decimal digits: more than a double can hold. */
  readonly version: string;
  readonly context: string;
  /** The context was chosen by the packager and stays; else it is a hash, new with every build. */
  readonly staticContext: boolean;
  /** "noarch" where the document does not say. */
  readonly arch: string;
  /** Module and streams: none is any, `-x` is any but x. Modules and streams sorted; of all alternatives together. */
  readonly requires: readonly (readonly [module: string, streams: readonly string[]])[];
  /** Triples of indexes into `names`, `evrs` and `archs` of the index: the packages that belong to the build. */
  readonly artifacts: readonly number[];
  /** Names of packages that left the module. */
  readonly demodularized: readonly string[];
}

/** Which stream a module has where the administrator chose none. */
export interface ModuleDefault {
  readonly module: string;
  /** "" for none. */
  readonly stream: string;
  /** Decimal digits; the higher one wins. */
  readonly modified: string;
  /** Stream and its default profiles, sorted. Two repositories that differ in them have no defaults at all. */
  readonly profiles: readonly (readonly [stream: string, profiles: readonly string[]])[];
}

/** What modules.yaml says about which packages there are: flat, fit for a cache file and for the solver. */
export interface ModuleIndex {
  /** By module, in the order of the file within one. */
  readonly builds: readonly ModuleBuild[];
  /** One for each module that has any. */
  readonly defaults: readonly ModuleDefault[];
  readonly names: readonly string[];
  /** `[epoch:]version-release`; an epoch of 0 is left out. */
  readonly evrs: readonly string[];
  readonly archs: readonly string[];
}

/** What /etc/dnf/modules.d says of a module. "" is the state of one that was reset, or never touched. */
export interface HostModule {
  readonly name: string;
  readonly stream: string;
  readonly state: "enabled" | "disabled" | "";
}
