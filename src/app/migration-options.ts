import { z } from "zod";

/** How the way back is made. */
const BackupOptions = z.strictObject({
  /** `off`: the user has a way back of their own and says so; Ferry then has none. */
  mode: z.enum(["on", "off"]),
  /** Where file copies go: a path on the host, `sftp:…`, `s3:…`, `rest:…` (restic), or undefined: the controller's own store. */
  repository: z.string().optional(),
  /** File on the controller with the repository's password; without it Ferry makes one and keeps it. */
  passwordFile: z.string().optional(),
  dataPaths: z.array(z.string()).readonly(),
  databases: z.enum(["auto", "none"]),
  /** Program of the user that makes, restores and removes a snapshot of the machine (hypervisor, cloud). */
  snapshotHook: z.string().optional(),
  snapshots: z.enum(["auto", "none"]),
});
export type BackupOptions = Readonly<z.infer<typeof BackupOptions>>;

const HoldOptions = z.strictObject({
  /** Units stopped before the transaction and started afterwards. */
  units: z.array(z.string()).readonly(),
  /** Programs on the controller: called with the host's name before the first change, and when it is back. */
  drainHook: z.string().optional(),
  undrainHook: z.string().optional(),
});
export type HoldOptions = Readonly<z.infer<typeof HoldOptions>>;

const ProbeOptions = z.strictObject({
  urls: z.array(z.string()).readonly(),
  sql: z.array(z.strictObject({ database: z.enum(["postgresql", "mysql"]), query: z.string() })).readonly(),
  files: z.array(z.string()).readonly(),
  /** Ids of probes that may differ, with the reason. */
  expected: z.array(z.strictObject({ probe: z.string(), why: z.string() })).readonly(),
});
export type ProbeOptions = Readonly<z.infer<typeof ProbeOptions>>;

/** A finding that somebody takes upon themselves. `until`: YYYY-MM-DD, the last day it counts. */
const Waiver = z.strictObject({ finding: z.string(), who: z.string(), why: z.string(), until: z.string() });
export type Waiver = Readonly<z.infer<typeof Waiver>>;

/** What the user decides about a conversion. Plain data: it is kept with the run. Times are seconds, paths absolute. */
export const MigrationOptions = z.strictObject({
  /** Id of the target's release; without it the nearest AlmaLinux. */
  to: z.string().optional(),
  /** Instead of the target's own repositories; empty: those. */
  repositories: z.array(z.strictObject({ id: z.string(), location: z.string() })).readonly(),
  /** Key files that must have signed the repositories and packages, instead of AlmaLinux's pinned keys. */
  gpgKeyFiles: z.array(z.string()).readonly(),
  /** `off`: the user waives the rehearsal. `test`: dnf's test transaction only. */
  rehearsal: z.enum(["overlay", "test", "off"]),
  backup: BackupOptions,
  hold: HoldOptions,
  probes: ProbeOptions,
  reboot: z.enum(["yes", "no"]),
  /** Longest time the host may be away for a reboot. */
  rebootSeconds: z.number(),
  /** `auto`: go back by itself when a step fails after the first change. `ask`: stop there and say what can be done. */
  rollback: z.enum(["auto", "ask"]),
  waivers: z.array(Waiver).readonly(),
  /** The user's own copy of almalinux-deploy.sh, run in place of Ferry's transaction. */
  deployScript: z.string().optional(),
});
export type MigrationOptions = Readonly<z.infer<typeof MigrationOptions>>;
