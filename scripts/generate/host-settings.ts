import type { PackageSpec } from "./package-spec.ts";
import type { Random } from "./random.ts";

/** What the host's dnf.conf and command line say; the same words mean the same to dnf and to Ferry. */
export interface HostSettings {
  readonly best: boolean;
  readonly installWeakDependencies: boolean;
  readonly installonlyLimit: number;
  readonly allowErasing: boolean;
  readonly protectedPackages: readonly string[];
  readonly excludes: readonly string[];
  readonly includes: readonly string[];
  /** `uname -r` of the kernel the host runs; undefined for that of no installed package. */
  readonly runningKernel: string | undefined;
}

/** Enterprise Linux 9's own. */
export const usualSettings: HostSettings = {
  best: true,
  installWeakDependencies: true,
  installonlyLimit: 3,
  allowErasing: false,
  protectedPackages: ["dnf"],
  excludes: [],
  includes: [],
  runningKernel: undefined,
};

/** Settings that differ from the usual in about every second one. */
export function randomSettings(
  random: Random,
  installed: readonly PackageSpec[],
  kernels: readonly string[],
): HostSettings {
  const names = installed.map(({ name }) => name);
  return {
    best: random.chance(0.6),
    installWeakDependencies: random.chance(0.7),
    installonlyLimit: random.pick([3, 3, 2, 4, 5, 0]),
    allowErasing: random.chance(0.4),
    protectedPackages: ["dnf", ...random.sample(names, random.pick([0, 1, 3, 10]))],
    excludes: random.chance(0.5) ? randomPatterns(random.fork("excludes"), installed, random.integer(1, 4)) : [],
    includes: random.chance(0.08) ? ["[a-m]*", ...randomPatterns(random.fork("includes"), installed, 8)] : [],
    runningKernel: kernels.length > 0 && random.chance(0.7) ? `5.14.0-${random.pick(kernels)}.x86_64` : undefined,
  };
}

/** Patterns of all the forms dnf knows, that fit something of the host. */
export function randomPatterns(random: Random, specs: readonly PackageSpec[], count: number): readonly string[] {
  return random.sample(specs, count).map((spec) => {
    const { name, epoch, version, release, arch } = spec;
    return random.pick([
      name,
      name,
      name,
      `${name}*`,
      `${name}-*`,
      `${name.slice(0, 3)}*`,
      `?${name.slice(1)}`,
      `[a-${name.slice(0, 1)}]${name.slice(1)}`,
      `${name}.${arch}`,
      `${name}.*`,
      `${name}-${version}`,
      `${name}-${version}-${release}`,
      `${name}-${version}-*`,
      `${name}-${version}-${release}.${arch}`,
      `${name}-${epoch}:${version}-${release}.${arch}`,
      `${name}-*.${arch}`,
      "*.i686",
    ]);
  });
}
