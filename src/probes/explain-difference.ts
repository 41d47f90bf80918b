import type { Expectations } from "./expectations.ts";
import type { ProbeFamily } from "./probe-family.ts";
import { itemsOf, type ProbeReadings } from "./probe-snapshot.ts";
import { unitState, webAnswer } from "./shown-value.ts";

export interface Change {
  readonly family: ProbeFamily;
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface Context {
  readonly before: ProbeReadings;
  readonly after: ProbeReadings;
  readonly expectations: Expectations;
}

/** `equal`: the values differ in what does not count. */
export type Verdict =
  | { readonly kind: "equal" }
  /** `notice`: somebody should look at it all the same. */
  | { readonly kind: "explained"; readonly why: string; readonly notice?: true }
  | { readonly kind: "unexplained" };

const equal: Verdict = { kind: "equal" };
const unexplained: Verdict = { kind: "unexplained" };

function explained(why: string): Verdict {
  return { kind: "explained", why };
}

type Rule = (change: Change, context: Context) => Verdict;

/** Whether a conversion, a boot or nothing at all explains that a probe sees something else. What is not listed never may. */
const rules: Readonly<Partial<Record<ProbeFamily, Rule>>> = {
  kernel: explainKernel,
  units: explainUnit,
  ports: explainPort,
  http: explainAnswer,
  databases: explainAddition("a database that was not there before; nothing is gone"),
  accounts: explainAccount,
  logins: explainLogin,
  mounts: explainMount,
  firewall: explainRule,
  cron: explainOwnedFile,
  selinux: explainSelinux,
  names: explainName,
  time: explainTime,
  network: explainAddition("it came in addition; nothing is gone"),
  containers: explainAddition("it came in addition; nothing is gone"),
  configuration: explainTest,
  "rpm-verify": explainVerify,
  etc: explainConfiguration,
  "rpm-database": explainTest,
  "dnf-check": ({ after }) =>
    after === undefined ? explained("dnf check found this before, and does not now") : unexplained,
};

export function explainDifference(change: Change, context: Context): Verdict {
  return rules[change.family]?.(change, context) ?? unexplained;
}

function explainAddition(why: string): Rule {
  return ({ before }) => (before === undefined ? explained(why) : unexplained);
}

function explainKernel({ key }: Change, { expectations }: Context): Verdict {
  if (key.startsWith("argument ") || expectations.change !== "conversion") return unexplained;
  return explained("the target has its own kernel");
}

function explainUnit({ key, before, after }: Change, context: Context): Verdict {
  const { expectations } = context;
  const converted = expectations.change === "conversion";
  if (isTransient(key)) return equal;
  const is = after === undefined ? undefined : unitState(after);
  if (before === undefined) {
    if (is?.active === "failed") return unexplained;
    // A unit that nothing has asked for yet is not loaded.
    if (is?.type === "dbus" || is?.triggered === true) return equal;
    if (!converted && is !== undefined && isStatic(is.enablement)) return equal;
    return converted
      ? explained("a package of the target brought it")
      : is?.active === "inactive"
        ? equal
        : unexplained;
  }
  const was = unitState(before);
  if (is === undefined) {
    const owner = ownerOf(key, context.before);
    if (owner !== undefined && expectations.removedPackages.has(owner))
      return explained(`the package ${owner} is gone, as foretold`);
    // A unit that nothing enabled and nobody runs is only unloaded.
    if (was.active === "inactive" && was.enablement !== "enabled") return equal;
    return unexplained;
  }
  if (was.enablement !== is.enablement && !(isStatic(was.enablement) && isStatic(is.enablement))) return unexplained;
  if (was.active === is.active) return equal;
  if (is.active === "failed") return unexplained;
  if (was.active === "failed") return explained("it had failed before, and has not now");
  if (was.active === "active" || was.active === "activating" || was.active === "reloading") {
    if (is.active === "active" || is.active === "reloading") return equal;
    const onDemand = was.type === "dbus" || was.triggered || (was.type === "oneshot" && was.active === "activating");
    return onDemand && was.enablement !== "enabled" ? explained("it runs on demand only") : unexplained;
  }
  if (was.enablement === "disabled" || was.enablement === "masked") return unexplained;
  if (isStatic(was.enablement)) return explained("it is started by others when they need it");
  return expectations.rebooted ? explained("it was enabled and stopped; the boot started it") : unexplained;
}

function isStatic(enablement: string): boolean {
  return ["static", "-", "indirect", "generated", "alias", "transient"].includes(enablement);
}

/** Units of sessions, of programs started by hand, and Ferry's own. */
function isTransient(unit: string): boolean {
  return /^(user@|user-runtime-dir@|run-|session-|ferry-|systemd-fsck@|modprobe@|systemd-coredump@|sshd@|dbus-:)/.test(
    unit,
  );
}

function ownerOf(unit: string, readings: ProbeReadings): string | undefined {
  return itemsOf(readings, "owners").get(`/usr/lib/systemd/system/${unit}`);
}

function explainPort({ key, before, after }: Change, { before: then, after: now, expectations }: Context): Verdict {
  if (key === "picked by the system") return unexplained;
  const range = /^(\d+)-(\d+)/.exec(itemsOf(then, "ports").get("picked by the system") ?? "");
  const others = after === undefined ? itemsOf(now, "ports") : itemsOf(then, "ports");
  const protocol = key.split(" ")[0] ?? "";
  // A server that lets the system pick its port gets another one at each start.
  if (range !== null && isPicked(key)) {
    const twin = [...others].some(
      ([other, held]) => other.startsWith(`${protocol} `) && isPicked(other) && held === (before ?? after),
    );
    if (twin) return explained("the system picks this port anew at each start");
  }
  if (before !== undefined) return unexplained;
  const started = expectations.rebooted && startedByBoot(then, now);
  return started ? explained("a unit that was enabled and stopped runs since the boot") : unexplained;

  function isPicked(name: string): boolean {
    const port = Number(/:(\d+)$/.exec(name)?.[1]);
    return port >= Number(range?.[1]) && port <= Number(range?.[2]);
  }
}

function startedByBoot(then: ProbeReadings, now: ProbeReadings): boolean {
  const units = itemsOf(now, "units");
  return [...itemsOf(then, "units")].some(([unit, value]) => {
    const was = unitState(value);
    return was.enablement === "enabled" && was.active !== "active" && units.get(unit)?.startsWith("active ");
  });
}

function explainAnswer({ before, after }: Change, context: Context): Verdict {
  if (before === undefined) {
    const started = context.expectations.rebooted && startedByBoot(context.before, context.after);
    return started ? explained("a unit that was enabled and stopped runs since the boot") : unexplained;
  }
  if (after === undefined) return unexplained;
  const was = webAnswer(before);
  const is = webAnswer(after);
  if (was.status !== is.status) return unexplained;
  if (was.body === "varies") return equal;
  const converted = context.expectations.change === "conversion";
  if (/^[0-9a-f]{64}$/.test(was.plain)) {
    const named = was.plain === is.plain && converted;
    return named ? explained("only names of the distribution and versions differ") : unexplained;
  }
  return converted && withoutNames(before) === withoutNames(after)
    ? explained("only names of the distribution and versions differ")
    : unexplained;
}

/** As probes.sh does it for bodies. */
function withoutNames(text: string): string {
  return text
    .replace(/(CentOS|AlmaLinux|Red Hat Enterprise|Rocky|Oracle)( Stream| Linux| OS)*/g, "@")
    .replace(/[0-9]+(\.[0-9]+)+[A-Za-z0-9_.~-]*/g, "#");
}

/** Packages make accounts for their services, with numbers below 1000. */
function explainAccount({ key, before, after }: Change, { expectations }: Context): Verdict {
  if (before !== undefined || after === undefined || expectations.change !== "conversion") return unexplained;
  const number = Number(/^\d+/.exec(after)?.[0]);
  const mayLogIn = key.startsWith("user ") && !/\/(nologin|false)( |$)/.test(after);
  return number > 0 && number < 1000 && !mayLogIn
    ? explained("a package made an account for its service")
    : unexplained;
}

function explainLogin({ before, after }: Change): Verdict {
  if (before === undefined) return after === "works" ? equal : unexplained;
  return before !== "works" && !before.startsWith("unknown") && after === "works"
    ? explained("it works now")
    : unexplained;
}

function explainMount({ key, before, after }: Change, { after: now, expectations }: Context): Verdict {
  if (!expectations.rebooted || after === undefined || after === "not mounted") return unexplained;
  if (key.startsWith("fstab "))
    return before === "not mounted" ? explained("the boot mounted what /etc/fstab names") : unexplained;
  const named = itemsOf(now, "mounts").has(`fstab ${key}`);
  return before === undefined && named ? explained("the boot mounted what /etc/fstab names") : unexplained;
}

/** Lines that a newer firewalld shows for settings that it had before, all of them off: `zone public: egress-priority: 0`. */
function explainRule({ key, before }: Change, { before: then, expectations }: Context): Verdict {
  const setting = /^zone \S+: ([a-z-]+): ?(no|yes|0|)$/.exec(key)?.[1];
  if (before !== undefined || setting === undefined || !expectations.changedPackages.has("firewalld"))
    return unexplained;
  const known = [...itemsOf(then, "firewall").keys()].some((line) => line.includes(`: ${setting}:`));
  return known ? unexplained : explained("this firewalld shows a setting that the former one did not");
}

function explainOwnedFile({ key, before }: Change, { before: then, after: now, expectations }: Context): Verdict {
  const owner = itemsOf(then, "owners").get(key) ?? itemsOf(now, "owners").get(key);
  if (owner === undefined || expectations.change !== "conversion") return unexplained;
  if (before === undefined || expectations.changedPackages.has(owner))
    return explained(`it belongs to the package ${owner}, which was replaced`);
  return expectations.removedPackages.has(owner) ? explained(`the package ${owner} is gone, as foretold`) : unexplained;
}

function explainSelinux({ key, before, after }: Change, { expectations }: Context): Verdict {
  const other = key.startsWith("boolean ") && (before === undefined || after === undefined);
  return other && expectations.change === "conversion"
    ? explained("the target's policy has other booleans")
    : unexplained;
}

function explainName({ key, before, after }: Change): Verdict {
  if (!key.startsWith("name ") || key === "name servers") return unexplained;
  return before === undefined || after === "is found" ? equal : unexplained;
}

function explainTime({ key, before, after }: Change): Verdict {
  if (key !== "synchronised") return unexplained;
  return before === "no" && after === "yes" ? explained("the clock is synchronised now") : unexplained;
}

function explainTest({ before, after }: Change): Verdict {
  if (after === undefined) return unexplained;
  if (after === "good")
    return before === undefined ? equal : explained("the configuration was refused before, and is accepted now");
  return before?.startsWith("bad") === true ? explained("the configuration was refused before, too") : unexplained;
}

/** Flags of `rpm -V` in their order: size, mode, digest, device, link, user, group, time, capabilities; then the kind of file. */
function explainVerify({ key, before, after }: Change, { expectations }: Context): Verdict {
  if (after === undefined)
    return expectations.change === "conversion" ? explained("the file is as its new package has it") : equal;
  const letters = (value: string | undefined): Set<string> =>
    new Set((value?.split(" ")[0] ?? "").replace(/[.?]/g, ""));
  const known = letters(before);
  const fresh = [...letters(after)].filter((letter) => !known.has(letter));
  // A time alone: the content was written again, and is the same.
  if (fresh.every((letter) => letter === "T") && (before !== undefined || !after.startsWith("missing"))) return equal;
  if (expectations.change !== "conversion") return unexplained;
  if (after.endsWith(" g")) return explained("the file is made on the host; its package only names it");
  if (key.startsWith("/etc/yum.repos.d/")) return explained("Ferry sets which repositories are enabled");
  return unexplained;
}

/** Files of /etc: what the user has made or edited stays as it is; what packages brought, they may bring anew. */
function explainConfiguration({ key, before, after }: Change, context: Context): Verdict {
  const { before: then, after: now, expectations } = context;
  if (expectations.change !== "conversion") return unexplained;
  if (key.startsWith("/etc/yum.repos.d/"))
    return explained("the repositories are the target's, and Ferry sets which are enabled");
  if (before === undefined && /\.rpm(new|save|orig)$/.test(key))
    return explained("rpm put it beside a file that somebody edited");
  const was = itemsOf(then, "etc-owners").get(key);
  const is = itemsOf(now, "etc-owners").get(key);
  const { changedPackages, removedPackages } = expectations;
  // A %config file without noreplace, or of a package that went: rpm moves what somebody edited away.
  const kept = itemsOf(now, "etc").get(`${key}.rpmsave`);
  if (before !== undefined && kept !== undefined && digestOf(kept) === digestOf(before)) {
    const whose = after === undefined ? "its package is gone" : "the package's own version is in place";
    return { kind: "explained", why: `${whose}; yours is kept in ${key}.rpmsave: look at it`, notice: true };
  }
  const edited = /^\S*5/.test(itemsOf(then, "rpm-verify").get(key) ?? "");
  if (after === undefined) {
    return was !== undefined && ownedBy(was, removedPackages)
      ? explained(`the package ${was} is gone, as foretold`)
      : unexplained;
  }
  if (is === undefined || edited || !ownedBy(is, changedPackages)) return unexplained;
  if (before === undefined) return explained(`the package ${is} brought it`);
  return was === undefined ? unexplained : explained(`the package ${is} replaced it`);
}

/** `SHA256 MODE UID:GID SIZE` */
function digestOf(file: string): string {
  return file.split(" ")[0] ?? "";
}

/** A file may belong to several packages, as `a | b`. */
function ownedBy(owner: string, packages: ReadonlySet<string>): boolean {
  return owner.split(" | ").some((name) => packages.has(name));
}
