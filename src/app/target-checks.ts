import { parseNevra } from "../package/nevra.ts";
import type { ProbeFamily } from "../probes/probe-family.ts";
import { itemsOf, type ProbeReadings, type ProbeSnapshot } from "../probes/probe-snapshot.ts";
import { plural } from "../report/layout.ts";
import type { VerificationCheck } from "../report/verification.ts";
import type { Conversion } from "../steps/conversion.ts";

/** What must be true of a converted host, whatever was before: from one look at it, and the look before for its vendor. */
export function targetChecks(
  conversion: Conversion,
  before: ProbeSnapshot,
  after: ProbeSnapshot,
  rebooted: boolean,
): readonly VerificationCheck[] {
  const { readings } = after;
  return [
    releaseCheck(conversion, readings),
    packagesCheck(conversion, readings),
    leftCheck(conversion, before.readings, readings),
    signatureCheck(conversion, readings),
    kernelCheck(readings, rebooted, sourceVendors(conversion, before.readings)),
    ...databaseChecks(before.readings, readings),
    ...updateCheck(readings),
  ];
}

/** What must be true of any host with rpm and dnf. */
export function databaseChecks(before: ProbeReadings, after: ProbeReadings): readonly VerificationCheck[] {
  return [
    about(after, "rpm-database", "The rpm database is sound", (items) => {
      const integrity = items.get("integrity") ?? "";
      return integrity === "good" ? passed("rpm finds nothing wrong with it") : failed(integrity);
    }),
    about(after, "dnf-check", "dnf check finds nothing new", (items) => {
      const known = itemsOf(before, "dnf-check");
      const problems = [...items.keys()];
      const fresh = problems.filter((problem) => !known.has(problem));
      if (fresh.length > 0) return failed(`${fresh.length} new: ${some(fresh)}`);
      return passed(problems.length === 0 ? "no problem" : `${plural(problems.length, "problem")}, there before, too`);
    }),
  ].flat();
}

export function updateCheck(after: ProbeReadings): readonly VerificationCheck[] {
  if (!after.has("dnf-update")) return [];
  return about(after, "dnf-update", "A further dnf update works", (items) => {
    const said = items.get("dnf update") ?? "";
    if (said !== "works") return failed(said.replace(/^fails: */, ""));
    const would = [...items]
      .filter(([key]) => key.startsWith("would "))
      .map(([key, count]) => `${key.slice(6)} ${count}`);
    const repositories = [...items.keys()].filter((key) => key.startsWith("repository ")).length;
    // dnf -v tells of each (fill_sack() of its base.py, 3.0 to 4.20); without a word of them nothing is said.
    const with_ = repositories === 0 ? "" : `, with ${plural(repositories, "repository", "repositories")}`;
    return passed(`${would.length === 0 ? "nothing to do" : `it would ${would.join(", ")}`}${with_}`);
  });
}

interface State {
  readonly state: VerificationCheck["state"];
  readonly detail: string;
}

function passed(detail: string): State {
  return { state: "passed", detail };
}

function failed(detail: string): State {
  return { state: "failed", detail };
}

/** A check about one family: unknown where that could not be read, left out where the host has no such thing. */
function about(
  readings: ProbeReadings,
  family: ProbeFamily & VerificationCheck["id"],
  title: string,
  judge: (items: ReadonlyMap<string, string>) => State,
): readonly VerificationCheck[] {
  const reading = readings.get(family);
  if (reading === undefined || reading.kind === "absent") return [];
  if (reading.kind === "unreadable") return [{ id: family, title, state: "unknown", detail: reading.reason }];
  return [{ id: family, title, ...judge(reading.value) }];
}

function releaseCheck({ to, releasever }: Conversion, readings: ProbeReadings): VerificationCheck {
  const items = itemsOf(readings, "release");
  const seen = items.get("PRETTY_NAME") ?? items.get("NAME") ?? "no /etc/os-release";
  const version = items.get("VERSION_ID") ?? "";
  const right = to === `${items.get("ID") ?? ""}-${releasever}` && version.split(".")[0] === releasever;
  return {
    id: "release",
    title: "Release is the target's",
    ...(right ? passed(seen) : failed(`${seen}, not ${to}`)),
  };
}

function packagesCheck({ after }: Conversion, readings: ProbeReadings): VerificationCheck {
  const title = "Packages are the foretold ones";
  const reading = readings.get("packages");
  if (reading?.kind !== "known") return { id: "packages", title, state: "unknown", detail: whyNot(reading) };
  const there = new Set([...reading.value.keys()].filter((nevra) => !nevra.startsWith("gpg-pubkey-")));
  const foretold = new Set(after);
  const missing = [...foretold].filter((nevra) => !there.has(nevra));
  const extra = [...there].filter((nevra) => !foretold.has(nevra));
  if (missing.length + extra.length === 0)
    return { id: "packages", title, ...passed(`all ${there.size}, and no other`) };
  const parts = [
    ...(missing.length === 0 ? [] : [`${missing.length} missing: ${some(missing)}`]),
    ...(extra.length === 0 ? [] : [`${extra.length} not foretold: ${some(extra)}`]),
  ];
  return { id: "packages", title, ...failed(parts.join("; ")) };
}

/** Vendors of the release packages that the conversion erases, as the packages themselves name them. */
function sourceVendors({ erase }: Conversion, before: ProbeReadings): ReadonlySet<string> {
  const names = new Set(erase);
  const vendors = [...itemsOf(before, "packages")]
    .filter(([nevra]) => names.has(parseNevra(nevra)?.name ?? ""))
    .map(([, value]) => vendorOf(value));
  return new Set(vendors.filter((vendor) => vendor !== "no vendor"));
}

/** `CentOS, key 05b555b38483c65d` */
function vendorOf(value: string): string {
  return value.replace(/, key [^,]*$/, "");
}

function leftCheck(conversion: Conversion, before: ProbeReadings, readings: ProbeReadings): VerificationCheck {
  const title = "Nothing else of the source left";
  const vendors = sourceVendors(conversion, before);
  if (vendors.size === 0) {
    const detail = "the release packages that went name no vendor, so the source's packages cannot be told apart";
    return { id: "left-from-source", title, state: "unknown", detail };
  }
  const arrived = new Set(conversion.arriving.map(({ nevra }) => nevra));
  const foretold = new Set(conversion.after.filter((nevra) => !arrived.has(nevra)));
  const left = [...itemsOf(readings, "packages")]
    .filter(([, value]) => vendors.has(vendorOf(value)))
    .map(([nevra]) => nevra);
  const unforetold = left.filter((nevra) => !foretold.has(nevra));
  const words = [...vendors].join(", ");
  if (unforetold.length > 0) {
    return { id: "left-from-source", title, ...failed(`${unforetold.length} of ${words}: ${some(unforetold)}`) };
  }
  const detail =
    left.length === 0 ? `no package of ${words}` : `${left.length} of ${words}, kept as foretold: ${some(left)}`;
  return { id: "left-from-source", title, ...passed(detail) };
}

function signatureCheck({ arriving }: Conversion, readings: ProbeReadings): VerificationCheck {
  const title = "Arrived packages are signed";
  const items = itemsOf(readings, "packages");
  const unsigned = arriving.map(({ nevra }) => nevra).filter((nevra) => items.get(nevra)?.endsWith(", key none"));
  if (unsigned.length > 0) return { id: "signatures", title, ...failed(`${unsigned.length} not: ${some(unsigned)}`) };
  const keys = new Map<string, number>();
  for (const { nevra } of arriving) {
    const key = / key ([0-9a-f]+)$/.exec(items.get(nevra) ?? "")?.[1];
    if (key !== undefined) keys.set(key, (keys.get(key) ?? 0) + 1);
  }
  const counts = [...keys].toSorted(([, left], [, right]) => right - left).map(([key, count]) => `${count} by ${key}`);
  return { id: "signatures", title, ...passed(counts.join(", ") || "none arrived") };
}

function kernelCheck(readings: ProbeReadings, rebooted: boolean, source: ReadonlySet<string>): VerificationCheck {
  const title = "Runs the target's kernel";
  const items = itemsOf(readings, "kernel");
  const running = items.get("running") ?? "";
  const entry = items.get("default entry");
  if (entry === undefined) {
    // A container has the kernel of the machine it is on.
    return { id: "kernel", title, state: "passed", detail: `no boot entry of its own; ${running} runs` };
  }
  if (!rebooted) {
    return {
      id: "kernel",
      title,
      state: "unknown",
      detail: `not rebooted: ${running} runs, the next boot takes ${entry}`,
    };
  }
  const owner = [...itemsOf(readings, "packages")].find(
    ([nevra]) => /^kernel(-core)?-/.test(nevra) && nevra.endsWith(`-${running}`),
  );
  if (running !== entry)
    return { id: "kernel", title, ...failed(`${running} runs, and the default entry is ${entry}`) };
  if (owner === undefined)
    return { id: "kernel", title, ...failed(`${running} belongs to no installed kernel package`) };
  const vendor = vendorOf(owner[1]);
  return {
    id: "kernel",
    title,
    ...(source.has(vendor) ? failed(`${running} is of ${vendor}`) : passed(`${running}, of ${vendor}`)),
  };
}

function whyNot(reading: ReturnType<ProbeReadings["get"]>): string {
  return reading?.kind === "unreadable" ? reading.reason : "they could not be listed";
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
