import { formatEvr } from "../../src/package/evr.ts";
import type { Build } from "./edition.ts";
import type { PackageSpec } from "./package-spec.ts";
import type { Random } from "./random.ts";

export interface HostOptions {
  /** Names that must be installed. */
  readonly seeds: readonly string[];
  /** Keys (`keyOf`) that must be installed. */
  readonly keys?: readonly string[];
  /** Go on with random packages until about so many are installed. */
  readonly size: number;
  /** How many i686 packages to ask for. */
  readonly i686?: number;
  readonly random: Random;
}

/** Chooses a consistent installed set out of the old edition: all needs met, nothing that excludes each other. */
export function installedSet(builds: readonly Build[], options: HostOptions): readonly PackageSpec[] {
  const chosen = new Chosen(builds, options.random);
  for (const name of options.seeds) chosen.add(chosen.keyOfName(name));
  for (const key of options.keys ?? []) chosen.add(key);
  const twins = builds.filter((build) => build.spec.arch === "i686");
  for (const build of options.random.sample(twins, options.i686 ?? 0)) chosen.add(keyOf(build));
  const candidates = builds.filter((build) => build.spec.arch !== "i686" && !isKernel(build)).map(keyOf);
  for (const key of options.random.sample(candidates, candidates.length)) {
    if (chosen.size >= options.size) break;
    chosen.add(key);
  }
  return chosen.specs();
}

/** What names the package within its edition: `name.arch`, and for kernels, of which there are several, the version too. */
function keyOf(build: Build): string {
  const { spec } = build;
  return isKernel(build) ? `${spec.name}-${formatEvr(spec)}.${spec.arch}` : `${spec.name}.${spec.arch}`;
}

function isKernel({ spec }: Build): boolean {
  return spec.name === "kernel" || spec.name.startsWith("kernel-");
}

/** A growing set of installed packages. */
class Chosen {
  readonly #byKey: ReadonlyMap<string, Build>;
  readonly #random: Random;
  readonly #keys = new Set<string>();
  readonly #names = new Set<string>();

  constructor(builds: readonly Build[], random: Random) {
    this.#byKey = new Map(builds.map((build) => [keyOf(build), build]));
    this.#random = random;
  }

  get size(): number {
    return this.#keys.size;
  }

  keyOfName(name: string): string {
    const key = [`${name}.x86_64`, `${name}.noarch`].find((candidate) => this.#byKey.has(candidate));
    if (key === undefined) throw new Error(`Cannot install "${name}": the edition has no such package`);
    return key;
  }

  /** Adds the package and all that it needs, or nothing when something of that excludes another. */
  add(key: string): void {
    const together = new Set<string>();
    if (!this.#collect(key, together)) return;
    for (const added of together) this.#take(added);
    this.#completeConditions();
  }

  specs(): readonly PackageSpec[] {
    return [...this.#keys].map((key) => this.#build(key).spec);
  }

  #take(key: string): void {
    this.#keys.add(key);
    this.#names.add(this.#build(key).spec.name);
  }

  #collect(key: string, together: Set<string>): boolean {
    const waiting = [key];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.#keys.has(next) || together.has(next)) continue;
      const build = this.#build(next);
      if (this.#isExcluded(build, together)) return false;
      together.add(next);
      for (const { anyOf, onlyIf } of build.beside) {
        if (onlyIf !== undefined && !this.#hasName(onlyIf, together)) continue;
        if (anyOf.some((other) => this.#keys.has(other) || together.has(other))) continue;
        waiting.push(this.#random.pick(anyOf));
      }
    }
    return true;
  }

  #isExcluded(build: Build, together: ReadonlySet<string>): boolean {
    if (build.excludes.some((name) => this.#hasName(name, together))) return true;
    return [...this.#keys, ...together].some((key) => this.#build(key).excludes.includes(build.spec.name));
  }

  #hasName(name: string, together: ReadonlySet<string>): boolean {
    return this.#names.has(name) || [...together].some((key) => this.#build(key).spec.name === name);
  }

  /** A package that came later may have made the condition of an earlier `(a if b)` true. */
  #completeConditions(): void {
    for (const key of this.#keys) {
      for (const { anyOf, onlyIf } of this.#build(key).beside) {
        if (onlyIf === undefined || !this.#names.has(onlyIf)) continue;
        if (!anyOf.some((other) => this.#keys.has(other))) this.add(this.#random.pick(anyOf));
      }
    }
  }

  #build(key: string): Build {
    const build = this.#byKey.get(key);
    if (build === undefined) throw new Error(`Cannot install "${key}": the edition has no such package`);
    return build;
  }
}
