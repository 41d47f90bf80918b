/** What may differ, and why. */
export interface Expectations {
  /**
   * `conversion`: the packages of the host were changed from one release to another. `rollback`: it went back, and nothing may
   * differ. `none`: nothing was done to it.
   */
  readonly change: "conversion" | "rollback" | "none";
  /** The host booted between the two: what was enabled and stopped runs now, what was mounted by hand is not. */
  readonly rebooted: boolean;
  /** Names of packages with another build than before, and of those that are gone. */
  readonly changedPackages: ReadonlySet<string>;
  readonly removedPackages: ReadonlySet<string>;
  /** What somebody takes upon themselves: ids of probes such as `http/http://127.0.0.1/`, or `units/*` for a whole family. */
  readonly waived: readonly { readonly probe: string; readonly why: string }[];
}
