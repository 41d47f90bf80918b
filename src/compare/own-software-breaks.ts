import { counted, listed } from "../checks/words.ts";
import type { FactValue } from "../facts/facts.ts";
import { compareNumbers } from "../facts/own-software.ts";

type OwnSoftware = FactValue<"ownSoftware">;
type Program = OwnSoftware["programs"][number];

/** What is known of a target that software outside rpm would meet. */
export interface SoftwareTarget {
  /** EL majors. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** "2.34"; undefined: not known. */
  readonly glibc: string | undefined;
  /** "1.1", "3.5"; undefined: not known. */
  readonly openssl: string | undefined;
  /** As data/ tells it: "3.9 for the system; 3.11, 3.12 and 3.14 beside it", "3.6 for the system; up to 3.12 beside it". */
  readonly python: string | undefined;
  /** What rpm would say that libraries provide and nothing does after the move; undefined: not solved. */
  readonly lostLibraries: readonly string[] | undefined;
}

/** One reason for which things break: how many, in a sentence, and which. */
export interface Breakage {
  readonly count: number;
  readonly says: string;
  readonly details: readonly string[];
}

/** Libraries that every EL system has, under the same name since EL7. */
const everywhere =
  /^(?:libc\.so\.6|libm\.so\.6|libpthread\.so\.0|libdl\.so\.2|librt\.so\.1|libutil\.so\.1|libresolv\.so\.2|libgcc_s\.so\.1|libstdc\+\+\.so\.6|libz\.so\.1)$/;

const NAMED = 3;

/**
 * What of the software outside rpm stops working at the target, and what cannot be told. Within one major version libraries and
 * interpreters keep their names and versions (the compatibility policy of RHEL), so that only what was solved can say otherwise.
 */
export function brokenOwnSoftware(
  own: OwnSoftware,
  target: SoftwareTarget,
): { readonly breaks: readonly Breakage[]; readonly unclear: readonly string[] } {
  const bundled = new Set(own.programs.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
  const lost = new Set(target.lostLibraries ?? []);
  const { glibc } = target;
  const tooNew =
    glibc === undefined
      ? []
      : own.programs.filter((one) => (one.glibc === undefined ? false : compareNumbers(one.glibc, glibc) > 0));
  const lacking = own.programs.flatMap((program) => {
    const missing = program.libraries.filter(
      (library) => !bundled.has(library) && (lost.has(provideOf(library, program)) || isGone(library, target)),
    );
    return missing.length === 0 ? [] : [{ path: program.path, missing }];
  });
  const breaks = [
    breakage(
      tooNew.map(({ path, glibc: needed }) => `${path} needs glibc ${needed}`),
      (count) =>
        `${counted(count, "program needs", "programs need")} a newer glibc than the ${glibc} of ${target.title}`,
    ),
    breakage(
      lacking.map(({ path, missing }) => `${path} names ${listed(missing, NAMED)}`),
      (count) =>
        `${counted(count, "program names a library", "programs name libraries")} that ${target.title} does not have (${listed(
          [...new Set(lacking.flatMap(({ missing }) => missing))].toSorted(),
          NAMED,
        )})`,
    ),
    ...(target.from === target.to ? [] : interpreted(own, target)),
  ];
  const others = own.programs.filter(({ libraries }) =>
    libraries.some((library) => !everywhere.test(library) && !bundled.has(library)),
  );
  const unclear: string[] =
    target.from === target.to || target.lostLibraries !== undefined || others.length === 0
      ? []
      : [
          `Whether ${target.title} has every other library that ${counted(others.length, "program names", "programs name")} was not solved`,
        ];
  const ofPython = own.environments.length + own.modules.filter(({ kind }) => kind === "pip").length;
  if (target.from !== target.to && target.python === undefined && ofPython > 0) {
    unclear.push(`Which Python ${target.title} has is not known`);
  }
  return { breaks: breaks.filter(({ count }) => count > 0), unclear };
}

function breakage(which: readonly string[], says: (count: number) => string): Breakage {
  const more = which.length - NAMED;
  return {
    count: which.length,
    says: which.length === 0 ? "" : says(which.length),
    details: [...which.slice(0, NAMED), ...(more > 0 ? [`and ${more} more like these`] : [])],
  };
}

/** As rpm writes what a library provides (elfdeps): `libz.so.1()(64bit)`, of 32 bits `libz.so.1`. */
function provideOf(library: string, { bits }: Program): string {
  return bits === 64 ? `${library}()(64bit)` : library;
}

/** OpenSSL names its libraries by the series, and Red Hat's 1.0 .10; Python's library is there for the system's version only. */
function isGone(library: string, { from, to, openssl, python }: SoftwareTarget): boolean {
  if (from === to) return false;
  const ssl = /^lib(?:ssl|crypto)\.so\.(10|1\.1|3)$/.exec(library)?.[1];
  if (ssl !== undefined && openssl !== undefined) {
    return ssl !== (openssl.startsWith("1.0") ? "10" : openssl.startsWith("1.1") ? "1.1" : "3");
  }
  const version = /^libpython(\d\.\d{1,2})/.exec(library)?.[1];
  return version !== undefined && python !== undefined && pythonThere(version, python) === "no";
}

/** Whether the target has this version of Python: its own, as a package beside it, or not. */
function pythonThere(version: string, told: string): "system" | "beside" | "no" {
  const [system, ...others] = told.match(/\d\.\d{1,2}/g) ?? [];
  if (version === system) return "system";
  const most = /up to (\d\.\d{1,2})/.exec(told)?.[1];
  const isBelow =
    most !== undefined &&
    system !== undefined &&
    compareNumbers(version, system) > 0 &&
    compareNumbers(version, most) <= 0;
  return others.includes(version) || isBelow ? "beside" : "no";
}

function interpreted(own: OwnSoftware, target: SoftwareTarget): readonly Breakage[] {
  const { python, title, from, to } = target;
  const system = /\d\.\d{1,2}/.exec(python ?? "")?.[0];
  const isOwn = (home: string | undefined): boolean =>
    home !== undefined && !/^\/(?:usr\/)?(?:bin|libexec)\b/.test(home);
  const environments = own.environments.filter(
    ({ version, home }) =>
      version !== undefined && !isOwn(home) && python !== undefined && pythonThere(version, python) === "no",
  );
  const scripts = own.scripts.filter(({ version }) => {
    // EL8 and later have no /usr/bin/python of their own, and EL9 and later no Python 2 at all.
    if (version === "") return from < 8;
    if (version.startsWith("2")) return to >= 9;
    return version.includes(".") && python !== undefined && pythonThere(version, python) === "no";
  });
  const pip = own.modules.filter(({ kind, version }) => kind === "pip" && system !== undefined && version !== system);
  const built = own.modules.filter(({ kind }) => kind === "perl" || kind === "gem" || kind === "php");
  return [
    breakage(
      environments.map(({ path, version }) => `${path} is of Python ${version}; ${title} has ${python}`),
      (count) =>
        `${counted(count, "environment", "environments")} of ${listed(versionsOf(environments), NAMED)} must be made anew`,
    ),
    breakage(
      scripts.map(({ path, version }) => `${path} starts python${version}`),
      (count) => `${counted(count, "script starts", "scripts start")} a Python that is not there under that name`,
    ),
    breakage(
      pip.map(({ path }) => path),
      (count) =>
        `${counted(count, "module", "modules")} of pip ${count === 1 ? "is" : "are"} not found by the Python ${system ?? ""} of ${title}`,
    ),
    breakage(
      built.map(({ path }) => path),
      (count) =>
        `${counted(count, "module", "modules")} of ${listed(interpretersOf(built))} must be built anew for the versions of ${title}`,
    ),
  ];
}

function versionsOf(environments: OwnSoftware["environments"]): readonly string[] {
  return [
    ...new Set(environments.flatMap(({ version }) => (version === undefined ? [] : [`Python ${version}`]))),
  ].toSorted();
}

function interpretersOf(modules: OwnSoftware["modules"]): readonly string[] {
  const names = { pip: "Python", perl: "Perl", gem: "Ruby", npm: "Node.js", php: "PHP" } as const;
  return [...new Set(modules.map(({ kind }) => names[kind]))].toSorted();
}
