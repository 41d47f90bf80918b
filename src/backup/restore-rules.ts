import { dataFolders, FERRY_FOLDER, type LeftOut } from "./copy-scope.ts";
import { isWithin } from "./is-within.ts";

/**
 * What a restore does with a path and all below it, as far as no longer rule says otherwise.
 * `restore`: it becomes as it was; what was not there goes. `owned`: the same, for the paths of packages alone.
 * `leave`: nothing is changed, nothing removed.
 */
export interface RestoreRule {
  readonly path: string;
  readonly action: "restore" | "owned" | "leave";
  readonly why: string;
}

export interface RestoreRuleOptions {
  /** Mount points and folders that the copy does not hold. */
  readonly leftOut: readonly LeftOut[];
  /** Mount points that are there now. */
  readonly mountedNow: readonly string[];
  /** Mount points that the copy holds. */
  readonly mounts: readonly string[];
  /** The user's data paths, which the copy holds. */
  readonly dataPaths: readonly string[];
  /** Go back with data, logs, mail and homes too: what was written since is lost. */
  readonly withData: boolean;
}

const own = "what you put there since stays; what packages changed goes back";
const software: readonly RestoreRule[] = [
  { path: "/opt", action: "owned", why: `software beside the packages: ${own}` },
  { path: "/usr/local", action: "owned", why: `software beside the packages: ${own}` },
  { path: "/usr/src", action: "owned", why: `sources beside the packages: ${own}` },
];

const written: readonly RestoreRule[] = [
  { path: "/root", action: "owned", why: `the home of root: ${own}` },
  { path: "/var/log", action: "owned", why: "logs tell what happened, a failed conversion too" },
  { path: "/var/crash", action: "leave", why: "dumps of crashes tell what happened" },
  { path: "/var/lib/systemd/coredump", action: "leave", why: "dumps of crashes tell what happened" },
  { path: "/var/spool", action: "owned", why: "queues of mail, prints and jobs: what came since is not thrown away" },
  { path: "/var/spool/cron", action: "restore", why: "cron tables are configuration" },
  ...dataFolders.map((path): RestoreRule => ({ path, action: "owned", why: `data: ${own}` })),
];

/** The rules of a restore, sorted by path; the longest one that a path lies in holds. */
export function restoreRules(options: RestoreRuleOptions): readonly RestoreRule[] {
  const rules = new Map<string, RestoreRule>();
  const add = (rule: RestoreRule) => rules.set(rule.path, rule);
  add({ path: "/", action: "restore", why: "the system as it was" });
  if (!options.withData) {
    for (const rule of [...software, ...written]) add(rule);
    for (const path of options.dataPaths) add({ path, action: "owned", why: `a data path you named: ${own}` });
  }
  for (const path of options.mountedNow) {
    if (path !== "/" && !options.mounts.includes(path)) {
      add({ path, action: "leave", why: "a file system that the copy does not hold" });
    }
  }
  for (const { path, why } of options.leftOut) {
    if (!options.dataPaths.some((data) => isWithin(path, data)))
      add({ path, action: "leave", why: `not in the copy: ${why}` });
  }
  if (options.withData)
    for (const path of options.dataPaths) add({ path, action: "restore", why: "a data path you named" });
  add({ path: FERRY_FOLDER, action: "leave", why: "Ferry's own, with the restore at work in it" });
  return [...rules.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

/**
 * The rule for a path: the longest one it lies in. Restores look it up on the host (tree.py); the tests do it here.
 * @internal for tests
 */
export function ruleFor(rules: readonly RestoreRule[], path: string): RestoreRule | undefined {
  return rules
    .filter((rule) => isWithin(path, rule.path))
    .reduce<RestoreRule | undefined>(
      (best, rule) => (best !== undefined && best.path.length > rule.path.length ? best : rule),
      undefined,
    );
}

/** Written by the system's own machinery at every change of packages: nobody misses what a restore makes of it. */
export const machineMade: readonly string[] = [
  "/boot",
  "/etc/ld.so.cache",
  "/etc/pki/ca-trust/extracted",
  "/etc/selinux/targeted",
  "/etc/udev/hwdb.bin",
  "/usr/lib/fontconfig/cache",
  "/usr/lib/locale",
  "/usr/lib/modules",
  "/usr/lib/sysimage",
  "/usr/lib/udev/hwdb.bin",
  "/usr/share/applications/mimeinfo.cache",
  "/usr/share/glib-2.0/schemas/gschemas.compiled",
  "/usr/share/icons",
  "/usr/share/info/dir",
  "/usr/share/mime",
  "/var/cache",
  "/var/lib/alternatives",
  "/var/lib/dnf",
  "/var/lib/rpm",
  "/var/lib/rpm-state",
  "/var/lib/selinux",
  "/var/lib/sss",
  "/var/lib/systemd",
];
