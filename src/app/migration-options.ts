/** What the user decides about a conversion. Plain data: it is kept with the run. Times are seconds. */
export interface MigrationOptions {
  /** Id of the target's release; without it the nearest AlmaLinux. */
  readonly to?: string;
  /** Instead of the target's own repositories; empty: those. */
  readonly repositories: readonly { readonly id: string; readonly location: string }[];
  /** Key files that must have signed the repositories and packages, instead of AlmaLinux's pinned keys. */
  readonly gpgKeyFiles: readonly string[];
  /** `off`: the user waives the rehearsal. `test`: dnf's test transaction only. */
  readonly rehearsal: "overlay" | "test" | "off";
  readonly backup: BackupOptions;
  readonly hold: HoldOptions;
  readonly probes: ProbeOptions;
  readonly reboot: "yes" | "no";
  /** Longest time the host may be away for a reboot. */
  readonly rebootSeconds: number;
  /** `auto`: go back by itself when a step fails after the first change. `ask`: stop there and say what can be done. */
  readonly rollback: "auto" | "ask";
  readonly waivers: readonly Waiver[];
  /** The user's own copy of almalinux-deploy.sh, run in place of Ferry's transaction. */
  readonly deployScript?: string;
}

export interface BackupOptions {
  /** `off`: the user has a way back of their own and says so; Ferry then has none. */
  readonly mode: "on" | "off";
  /** Where file copies go: a path on the host, `sftp:…`, `s3:…`, `rest:…` (restic), or undefined: the controller's own store. */
  readonly repository?: string;
  /** File on the controller with the repository's password; without it Ferry makes one and keeps it. */
  readonly passwordFile?: string;
  readonly dataPaths: readonly string[];
  readonly databases: "auto" | "none";
  /** Commands of the user that make, restore and remove a snapshot of the machine (hypervisor, cloud). */
  readonly snapshotHook?: string;
  readonly snapshots: "auto" | "none";
}

export interface HoldOptions {
  /** Units stopped before the transaction and started afterwards. */
  readonly units: readonly string[];
  /** Programs on the controller: called with the host's name before the first change, and when it is back. */
  readonly drainHook?: string;
  readonly undrainHook?: string;
}

export interface ProbeOptions {
  readonly urls: readonly string[];
  readonly sql: readonly { readonly database: "postgresql" | "mysql"; readonly query: string }[];
  readonly files: readonly string[];
  /** Ids of probes that may differ, with the reason. */
  readonly expected: readonly { readonly probe: string; readonly why: string }[];
}

/** A finding that somebody takes upon themselves. `until`: YYYY-MM-DD. */
export interface Waiver {
  readonly finding: string;
  readonly who: string;
  readonly why: string;
  readonly until: string;
}
