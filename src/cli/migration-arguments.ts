import { resolve } from "node:path";
import type { Command } from "commander";
import type { MigrationOptions, ProbeOptions, Waiver } from "../app/migration-options.ts";
import { parseRepositoryOptions } from "../app/repository-option.ts";
import { RequestError } from "../app/request-error.ts";
import { wholeNumber } from "./connection-options.ts";

/** The options of a conversion, as commander gives them. */
export interface MigrationArguments {
  readonly to?: string;
  readonly repo: readonly string[];
  readonly gpgKey: readonly string[];
  readonly waive: readonly string[];
  readonly rehearsal: string;
  readonly backup: boolean;
  readonly repository?: string;
  readonly passwordFile?: string;
  readonly data: readonly string[];
  readonly databases: boolean;
  readonly snapshot: boolean;
  readonly snapshotHook?: string;
  readonly stopUnit: readonly string[];
  readonly drain?: string;
  readonly undrain?: string;
  readonly url: readonly string[];
  readonly sql: readonly string[];
  readonly file: readonly string[];
  readonly expect: readonly string[];
  readonly reboot: boolean;
  readonly rebootTimeout: string;
  readonly onFailure: string;
  readonly engine: string;
  readonly script?: string;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Where the target comes from: what assess takes too. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--to <release>", "target, such as almalinux-9 (without it: the nearest AlmaLinux)")
    .option("--repo <ID=URL>", "target repository instead of AlmaLinux's own; repeat for several", collect, [])
    .option(
      "--gpg-key <file>",
      "key file that must have signed the target's repositories and packages, instead of AlmaLinux's own keys; repeat for several",
      collect,
      [],
    )
    .option(
      "--waive <ID=WHY>",
      "a finding you take upon yourself, such as F-0310=agent is replaced later; ID=WHY@YYYY-MM-DD ends it",
      collect,
      [],
    );
}

/** How the way back is made. */
export function addBackupOptions(command: Command): Command {
  return command
    .option(
      "--repository <place>",
      "where copies go: a path on the host, sftp:, s3: or rest: (restic); else this machine",
    )
    .option("--password-file <file>", "password of the restic repository; else Ferry makes one and keeps it")
    .option("--data <path>", "also copy this path of the host; repeat for several", collect, [])
    .option("--no-databases", "do not dump the databases that run on the host")
    .option("--no-snapshot", "no LVM, btrfs or ZFS snapshot, file copies only")
    .option("--snapshot-hook <file>", "program here that makes, restores and removes a snapshot of the machine");
}

export function addProbeOptions(command: Command): Command {
  return command
    .option("--url <url>", "must answer the same before and after, asked on the host; repeat for several", collect, [])
    .option("--sql <DB=QUERY>", "mysql=QUERY or postgresql=QUERY: the same rows before and after; repeat", collect, [])
    .option("--file <path>", "must be the same before and after; repeat for several", collect, [])
    .option("--expect <PROBE=WHY>", "a probe that may differ; repeat for several", collect, []);
}

export function addConversionOptions(command: Command): Command {
  addProbeOptions(addBackupOptions(addTargetOptions(command)));
  return command
    .option("--rehearsal <kind>", "overlay, test (dnf's test transaction only) or off", "overlay")
    .option("--no-backup", "no restore point: you have a way back of your own, Ferry has none")
    .option("--stop-unit <unit>", "stop this unit for the transaction; repeat for several", collect, [])
    .option("--drain <file>", "program here, called with the host's name before the first change")
    .option("--undrain <file>", "program here, called with the host's name when the host is back")
    .option("--no-reboot", "do not reboot; the new kernel starts when you do")
    .option("--reboot-timeout <seconds>", "longest time for the host to come back", "1800")
    .option("--on-failure <what>", "roll-back (by itself) or ask", "roll-back")
    .option("--engine <name>", "ferry, or almalinux-deploy: the official script in the same frame", "ferry")
    .option("--script <file>", "your copy of almalinux-deploy.sh, for --engine almalinux-deploy");
}

/** Reads the options; `today` is YYYY-MM-DD. Throws RequestError. */
export function readMigrationOptions(given: MigrationArguments, who: string, today: string): MigrationOptions {
  if (given.engine !== "ferry" && given.engine !== "almalinux-deploy") {
    throw new RequestError(`Cannot use the engine "${given.engine}": it is ferry or almalinux-deploy`);
  }
  if ((given.engine === "almalinux-deploy") !== (given.script !== undefined)) {
    throw new RequestError("Cannot run almalinux-deploy: --engine almalinux-deploy and --script FILE belong together");
  }
  return {
    ...(given.to === undefined ? {} : { to: given.to }),
    repositories: parseRepositoryOptions(given.repo),
    gpgKeyFiles: given.gpgKey.map((file) => resolve(file)),
    rehearsal: oneOf("--rehearsal", given.rehearsal, ["overlay", "test", "off"]),
    backup: readBackupOptions(given),
    hold: {
      units: given.stopUnit,
      ...(given.drain === undefined ? {} : { drainHook: resolve(given.drain) }),
      ...(given.undrain === undefined ? {} : { undrainHook: resolve(given.undrain) }),
    },
    probes: readProbeOptions(given),
    reboot: given.reboot ? "yes" : "no",
    rebootSeconds: wholeNumber("--reboot-timeout", given.rebootTimeout, 10, 86_400),
    rollback: oneOf("--on-failure", given.onFailure, ["roll-back", "ask"]) === "ask" ? "ask" : "auto",
    waivers: given.waive.map((text) => readWaiver(text, who, today)),
    ...(given.script === undefined ? {} : { deployScript: resolve(given.script) }),
  };
}

/** The options of a rehearsal: those of a conversion that decide what its transaction is. */
export function readTargetOptions(
  given: Pick<MigrationArguments, "to" | "repo" | "gpgKey" | "waive">,
  who: string,
  today: string,
): MigrationOptions {
  return readMigrationOptions({ ...given, ...conversionDefaults }, who, today);
}

const conversionDefaults = {
  rehearsal: "overlay",
  backup: false,
  data: [],
  databases: false,
  snapshot: false,
  stopUnit: [],
  url: [],
  sql: [],
  file: [],
  expect: [],
  reboot: false,
  rebootTimeout: "1800",
  onFailure: "roll-back",
  engine: "ferry",
} as const;

/** Throws RequestError where an option would be ignored. */
export function readBackupOptions(
  given: Pick<
    MigrationArguments,
    "repository" | "passwordFile" | "data" | "databases" | "snapshot" | "snapshotHook"
  > & { readonly backup?: boolean },
): MigrationOptions["backup"] {
  const beside = [
    ...(given.repository === undefined ? [] : ["--repository"]),
    ...(given.passwordFile === undefined ? [] : ["--password-file"]),
    ...(given.data.length === 0 ? [] : ["--data"]),
    ...(given.snapshotHook === undefined ? [] : ["--snapshot-hook"]),
  ];
  if (given.backup === false && beside.length > 0) {
    throw new RequestError(`Cannot use ${beside.join(", ")} with --no-backup: no restore point is made then`);
  }
  if (given.passwordFile !== undefined && given.repository === undefined) {
    throw new RequestError(
      "Cannot use --password-file here: only a restic repository has a password; name one with --repository",
    );
  }
  if (given.snapshotHook !== undefined && !given.snapshot) {
    throw new RequestError("Cannot use --snapshot-hook with --no-snapshot: leave one out");
  }
  return {
    mode: given.backup === false ? "off" : "on",
    ...(given.repository === undefined ? {} : { repository: given.repository }),
    ...(given.passwordFile === undefined ? {} : { passwordFile: resolve(given.passwordFile) }),
    dataPaths: given.data,
    databases: given.databases ? "auto" : "none",
    snapshots: given.snapshot ? "auto" : "none",
    ...(given.snapshotHook === undefined ? {} : { snapshotHook: resolve(given.snapshotHook) }),
  };
}

export function readProbeOptions(given: Pick<MigrationArguments, "url" | "sql" | "file" | "expect">): ProbeOptions {
  return {
    urls: given.url,
    sql: given.sql.map((text) => {
      const { name, rest } = nameAndRest("--sql", text);
      return { database: oneOf("--sql", name, ["postgresql", "mysql"]), query: rest };
    }),
    files: given.file,
    expected: given.expect.map((text) => {
      const { name, rest } = nameAndRest("--expect", text);
      return { probe: name, why: rest };
    }),
  };
}

function readWaiver(text: string, who: string, today: string): Waiver {
  const { name, rest } = nameAndRest("--waive", text);
  if (!/^(F-\d{4}|rehearsal\/[a-z]+)$/.test(name)) {
    throw new RequestError(
      `Cannot waive "${name}": it takes a finding's number, such as F-0310, or a rehearsal's, such as rehearsal/scriptlets`,
    );
  }
  const dated = /^(.*)@(\d{4}-\d{2}-\d{2})$/.exec(rest);
  return { finding: name, who, why: dated?.[1] ?? rest, until: dated?.[2] ?? today };
}

function nameAndRest(option: string, text: string): { readonly name: string; readonly rest: string } {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) {
    throw new RequestError(`Cannot read ${option} "${text}": it takes two parts with "=" between them`);
  }
  return { name: text.slice(0, at), rest: text.slice(at + 1) };
}

function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new RequestError(`Cannot read ${option} "${text}": it is one of ${words.join(", ")}`);
  return found;
}
