import type { ReleaseFact } from "../catalog/release-fact.ts";
import { counted, listed } from "../checks/words.ts";
import type { FactValue } from "../facts/facts.ts";
import { compareNumbers } from "../facts/own-software.ts";
import { REBUILT_UNSOLVED_WORTH, UNKNOWN_WORTH } from "./advice-rules.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds, toldOf } from "./host-grounds.ts";
import { brokenOwnSoftware } from "./own-software-breaks.ts";
import { lostLibrariesOf } from "./package-evidence.ts";

type OwnSoftware = FactValue<"ownSoftware">;

/** So many reasons stand in the sentence; the others are details. */
const SAID = 2;

/** Why not all was looked at, in words. */
const limitWords: Readonly<Record<OwnSoftware["limits"][number], string>> = {
  time: "the time was up",
  entries: "there are more than 3,000 files",
  permission: "some may not be read",
  mounts: "some lies on a file system of another machine or of a kind that was left out",
  names: "some names have control characters",
  rpm: "rpm did not say which it owns",
  answer: "the answer was too long",
};

/** Whether software that rpm does not know goes on: by glibc, its libraries and the interpreters that it is made for. */
export function ownSoftwareEvidence(host: HostGrounds, target: TargetGrounds, context: CompareContext): Evidence {
  const { release } = target;
  if (release.id === host.release.id) {
    const says = "Software that rpm does not know stays with the libraries that it has";
    return { topic: "own-software", verdict: "for", worth: 1, short: "as now", says, details: [], numbers: [] };
  }
  const before = versionOf(host.release, "glibc", context);
  const after = versionOf(release, "glibc", context);
  const own = factOf(host.facts, "ownSoftware");
  const needs = neededByForeign(host, context);
  const numbers: readonly Measured[] = [
    { name: "glibc now", value: before?.version ?? null, unit: "version", source: before?.source ?? "unknown" },
    { name: "glibc there", value: after?.version ?? null, unit: "version", source: after?.source ?? "unknown" },
    {
      name: "highest GLIBC symbol that foreign packages need",
      value: needs ?? null,
      unit: "version",
      source: needs === undefined ? "facts: packages, which tell none" : "facts: packages",
    },
    ...countsOf(own),
  ];
  const sameMajor = release.major === host.release.major;
  if (own === undefined) return notCollected(before?.version, after?.version, release.title, sameMajor, numbers);
  return ofCollected(own, { host, target, context, glibc: after?.version, numbers, sameMajor });
}

function countsOf(own: OwnSoftware | undefined): readonly Measured[] {
  const highest = own?.programs
    .flatMap(({ glibc }) => glibc ?? [])
    .toSorted(compareNumbers)
    .at(-1);
  const source = own === undefined ? "not collected" : "facts: ownSoftware";
  return [
    { name: "symbols that software outside rpm needs", value: highest ?? null, unit: "version", source },
    ...(own === undefined
      ? []
      : [
          { name: "programs and libraries outside rpm", value: own.programs.length, unit: "files", source },
          { name: "Python scripts outside rpm", value: own.scripts.length, unit: "files", source },
          { name: "environments of Python", value: own.environments.length, unit: "folders", source },
          { name: "modules outside rpm", value: own.modules.length, unit: "modules", source },
        ]),
  ];
}

function notCollected(
  before: string | undefined,
  after: string | undefined,
  title: string,
  sameMajor: boolean,
  numbers: readonly Measured[],
): Evidence {
  const unseen = "Which software outside rpm is there, and which symbols it needs, was not collected";
  if (before === undefined || after === undefined) {
    return unknownEvidence("own-software", `${unseen}, and the glibc of ${title} is not known`, { numbers });
  }
  const change =
    before === after ? `glibc stays ${after}` : `glibc goes from ${before} to ${after}, which keeps the older symbols`;
  const rest = sameMajor ? "" : "; other libraries (OpenSSL, Python) change their names";
  return {
    ...unknownEvidence("own-software", `${unseen}: ${change}${rest}`, { numbers, short: `glibc ${after}` }),
    worth: sameMajor ? REBUILT_UNSOLVED_WORTH : UNKNOWN_WORTH,
  };
}

interface Collected {
  readonly host: HostGrounds;
  readonly target: TargetGrounds;
  readonly context: CompareContext;
  readonly glibc: string | undefined;
  readonly numbers: readonly Measured[];
  readonly sameMajor: boolean;
}

function ofCollected(own: OwnSoftware, { host, target, context, glibc, numbers, sameMajor }: Collected): Evidence {
  const topic = "own-software";
  const { release } = target;
  const { breaks, unclear } = brokenOwnSoftware(own, {
    from: host.release.major,
    to: release.major,
    title: release.title,
    glibc,
    openssl: versionOf(release, "openssl", context)?.version,
    python: toldOf(release, "python", context.catalog)?.value,
    lostLibraries: lostLibrariesOf(target),
  });
  const found = own.programs.length + own.scripts.length + own.environments.length + own.modules.length;
  const kinds = kindsOf(own);
  const unread = own.programs.filter((one) => one.unread).length;
  const notAll = [
    ...own.limits.map((limit) => limitWords[limit]),
    ...(unread === 0 ? [] : [`${counted(unread, "file")} ${unread === 1 ? "is" : "are"} too large to look into`]),
  ];
  const gap = notAll.length === 0 ? "" : `; not all was looked at: ${listed(notAll, 3)}`;
  if (breaks.length > 0) {
    const broken = breaks.reduce((sum, { count }) => sum + count, 0);
    return {
      topic,
      verdict: "against",
      worth: broken > 5 ? 0.1 : 0.2,
      short: broken > 9999 ? "many break" : `${broken} to rebuild`.slice(0, 13),
      says: `Outside rpm, home folders left aside: ${kinds}. ${breaks
        .slice(0, SAID)
        .map(({ says }) => says)
        .join("; ")}${gap}`,
      details: [...breaks.slice(SAID).map(({ says }) => says), ...unclear, ...breaks.flatMap(({ details }) => details)],
      numbers,
      remedy: `what is outside rpm built anew for ${release.title}`,
    };
  }
  const highest = own.programs
    .flatMap((one) => one.glibc ?? [])
    .toSorted(compareNumbers)
    .at(-1);
  const symbols =
    highest === undefined
      ? ""
      : glibc === undefined
        ? `; glibc ${highest} is named, and that of ${release.title} is not known`
        : `; the newest glibc that they name is ${highest}, and ${release.title} has ${glibc}`;
  const what =
    found === 0
      ? "No software outside rpm was found, home folders left aside"
      : `Outside rpm, home folders left aside: ${kinds}${symbols}`;
  const keeps =
    found > 0 && sameMajor ? "; libraries and interpreters keep their versions within the major version" : "";
  const open = [...unclear, ...(highest !== undefined && glibc === undefined ? ["glibc"] : [])];
  if (notAll.length > 0 || open.length > 0) {
    return {
      ...unknownEvidence(topic, `${what}${keeps}${gap}`, {
        details: unclear,
        numbers,
        short: notAll.length > 0 ? "not all seen" : "unknown",
      }),
      worth: sameMajor ? (1 + REBUILT_UNSOLVED_WORTH) / 2 : REBUILT_UNSOLVED_WORTH,
    };
  }
  return {
    topic,
    verdict: found === 0 ? "neutral" : "for",
    worth: sameMajor || found === 0 ? 1 : 0.9,
    short: found === 0 ? "none found" : "runs",
    says: `${what}${keeps}`,
    details: [],
    numbers,
  };
}

function kindsOf({ programs, scripts, environments, modules }: OwnSoftware): string {
  const parts = [
    [programs.length, "program or library", "programs and libraries"],
    [scripts.length, "Python script", "Python scripts"],
    [environments.length, "Python environment", "Python environments"],
    [modules.length, "module", "modules"],
  ] as const;
  return listed(parts.flatMap(([count, one, many]) => (count === 0 ? [] : [counted(count, one, many)])));
}

function versionOf({ id }: { readonly id: string }, name: ReleaseFact["fact"], { catalog }: CompareContext) {
  const fact = catalog.releaseFacts.find((one) => one.fact === name && one.subjects.includes(id));
  if (fact?.kind !== "known") return undefined;
  const version = /^\d+\.\d+/.exec(fact.value)?.[0];
  const source = fact.source.flatMap((one) => catalog.sources.get(one)?.url ?? []).join(" ");
  return version === undefined ? undefined : { version, source };
}

/** The highest GLIBC_x.y that packages of others require: they stay as they are. */
function neededByForeign({ facts, release }: HostGrounds, { catalog }: CompareContext): string | undefined {
  const own = new Set(
    catalog.vendors.filter(({ id }) => id === release.vendor).flatMap(({ packageVendors }) => packageVendors),
  );
  const versions = (factOf(facts, "packages") ?? []).flatMap(({ vendor, dependencies }) =>
    vendor === undefined || own.has(vendor)
      ? []
      : (dependencies?.requires ?? []).flatMap(({ name }) => /\(GLIBC_(\d{1,3}\.\d{1,3})/.exec(name)?.[1] ?? []),
  );
  return versions.reduce<string | undefined>(
    (highest, version) => (highest === undefined || compareNumbers(version, highest) > 0 ? version : highest),
    undefined,
  );
}
