import {
  type Dependency,
  type DependencyKind,
  EQUAL,
  GREATER,
  LESS,
  parseDependency,
} from "../../src/package/dependency.ts";
import { formatEvr } from "../../src/package/evr.ts";
import type { Build } from "./edition.ts";
import type { PackageSpec } from "./package-spec.ts";
import type { Random } from "./random.ts";

/** The two editions, with faults in them. */
export interface DisturbedWorld {
  readonly old: readonly Build[];
  readonly current: readonly Build[];
}

/**
 * Puts faults into a world that fits together: packages that are missing from the target, requirements that nothing
 * meets, conflicts, obsoletes and rich dependencies between any two packages, word sizes that get lost, several builds of
 * one package. Some make problems, some are got around, some change nothing.
 */
export function disturb(old: readonly Build[], current: readonly Build[], random: Random): DisturbedWorld {
  const faults = random.pick([1, 2, 3, 5, 8, 15]);
  const changed = [...current];
  const before = [...old];
  for (let fault = 0; fault < faults; fault++) disturbOnce(before, changed, random.fork(`fault${fault}`));
  return { old: before, current: changed };
}

function disturbOnce(old: Build[], current: Build[], random: Random): void {
  const at = random.integer(0, current.length - 1);
  const build = current[at];
  const other = random.pick([...old, ...current]).spec;
  const third = random.pick([...old, ...current]).spec;
  if (build === undefined) return;
  const change = (kind: DependencyKind, ...texts: readonly string[]): void => {
    current[at] = withDependencies(build, kind, texts.map(parseDependency));
  };
  const changeOld = (kind: DependencyKind, ...texts: readonly string[]): void => {
    const place = random.integer(0, old.length - 1);
    const one = old[place];
    if (one !== undefined) old[place] = withDependencies(one, kind, texts.map(parseDependency));
  };
  const faults: readonly (() => void)[] = [
    () => current.splice(at, 1),
    () => removeName(current, build.spec.name),
    () => removeName(current, build.spec.name),
    () => change("requires", random.pick(["ghost", "ghost = 1", "/usr/lib/ghost", "libghost.so.1()(64bit)"])),
    () => change("requires", versioned(other, random)),
    () => change("requires", versioned(other, random)),
    () => change("requires", rich(random, build.spec, other, third)),
    () => change("conflicts", versioned(other, random)),
    () => change("conflicts", other.name, third.name),
    () => change("conflicts", rich(random, build.spec, other, third)),
    () => change("obsoletes", versioned(other, random)),
    () => change("obsoletes", other.name, third.name),
    () => change("provides", other.name, `${third.name} = ${formatEvr(third)}`),
    () => change("recommends", versioned(other, random), rich(random, build.spec, other, third)),
    () => change("supplements", rich(random, build.spec, other, third)),
    () => change("supplements", other.name),
    () => changeOld("conflicts", versioned(other, random)),
    () => changeOld("requires", rich(random, build.spec, other, third)),
    () => changeOld("obsoletes", versioned(other, random)),
    () => changeOld("recommends", versioned(other, random)),
    () => {
      current[at] = { ...build, spec: withArch(build.spec, random.pick(["i686", "noarch", "x86_64"])) };
    },
    () => {
      const version = `${random.integer(0, 30)}.${random.integer(0, 9)}`;
      current.push({ ...build, spec: { ...build.spec, version, vendor: "Other Builders" } });
    },
    () => {
      // The same build by other hands: only vendor and time tell the two apart.
      current.push({
        ...build,
        spec: { ...build.spec, vendor: "Other Builders", buildTime: build.spec.buildTime + 7 },
      });
    },
  ];
  random.pick(faults)();
}

function removeName(builds: Build[], name: string): void {
  builds.splice(0, builds.length, ...builds.filter(({ spec }) => spec.name !== name));
}

function withDependencies(build: Build, kind: DependencyKind, added: readonly Dependency[]): Build {
  const { dependencies } = build.spec;
  return {
    ...build,
    spec: { ...build.spec, dependencies: { ...dependencies, [kind]: [...(dependencies[kind] ?? []), ...added] } },
  };
}

function withArch(spec: PackageSpec, arch: string): PackageSpec {
  return { ...spec, arch };
}

const operators = [LESS, LESS | EQUAL, EQUAL, GREATER | EQUAL, GREATER];
const signs: Readonly<Record<number, string>> = {
  [LESS]: "<",
  [LESS | EQUAL]: "<=",
  [EQUAL]: "=",
  [GREATER | EQUAL]: ">=",
  [GREATER]: ">",
};

function versioned(spec: PackageSpec, random: Random): string {
  if (random.chance(0.3)) return spec.name;
  const sign = signs[random.pick(operators)];
  return `${spec.name} ${sign} ${random.chance(0.7) ? formatEvr(spec) : spec.version}`;
}

function rich(random: Random, ...specs: readonly PackageSpec[]): string {
  const name = (): string => versioned(random.pick(specs), random);
  return random.pick([
    `(${name()} or ${name()})`,
    `(${name()} and ${name()})`,
    `(${name()} if ${name()})`,
    `(${name()} if ${name()} else ${name()})`,
    `(${name()} unless ${name()})`,
    `(${name()} unless ${name()} else ${name()})`,
    `(${name()} with ${name()})`,
    `(${name()} without ${name()})`,
    `(${name()} or (${name()} and ${name()}))`,
    `((${name()} or ${name()}) if ${name()})`,
  ]);
}
