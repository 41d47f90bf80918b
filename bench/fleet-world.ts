import { createWriteStream, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import { cachedWorld } from "../scripts/generate/cached-world.ts";
import { coreSeeds } from "../scripts/generate/core-packages.ts";
import { type Build, buildEdition, buildOlder } from "../scripts/generate/edition.ts";
import { kernelBuilds } from "../scripts/generate/kernels.ts";
import type { PackageSpec } from "../scripts/generate/package-spec.ts";
import { type Random, seededRandom } from "../scripts/generate/random.ts";
import { almaReleaseBuilds, streamReleaseBuilds } from "../scripts/generate/release-packages.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { makeUniverse } from "../scripts/generate/universe.ts";
import { formatNevra } from "../src/package/nevra.ts";

/**
 * A fleet of made hosts: `old` is the repository that their packages came from, `baseos` and `appstream` are the target's.
 * `fleet` holds 10,000 distinct hosts of about 1,500 packages as a fleet file, `samples` some of sizes around that, each with
 * its packages as a repository for the peer.
 */
export interface FleetWorld {
  readonly folder: string;
  readonly old: string;
  readonly targets: readonly { readonly id: string; readonly directory: string }[];
  readonly fleet: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly size: number;
  /** A fleet file of one host. */
  readonly file: string;
  /** The same packages, in the same order, as a repository. */
  readonly directory: string;
}

const LISTED = 11_000;
const HOSTS = 10_000;
const INSTALLED = 1_500;
const KERNEL = "503.11.1.el9_5";
/** Several of 1,500, so that the peer's fleet loop does not see the same host again and again. */
const sampleSizes = [750, 1_500, 3_000, 1_500, 1_500, 1_500, 1_500, 1_500, 1_500, 1_500];

export async function openFleetWorld(say: (line: string) => void): Promise<FleetWorld> {
  const sources = [resolve(import.meta.dirname, "../scripts/generate")];
  const { folder } = await cachedWorld("ferry-bench-fleet-2", sources, async (place) => {
    say("making a fleet of 10,000 hosts and their repositories, once");
    await makeWorld(place);
  });
  return {
    folder,
    old: join(folder, "old"),
    targets: ["baseos", "appstream"].map((id) => ({ id, directory: join(folder, id) })),
    fleet: join(folder, "fleet.jsonl.zst"),
    samples: sampleSizes.map((size, index) => ({
      size,
      file: join(folder, `sample-${index}.jsonl`),
      directory: join(folder, `sample-${index}`),
    })),
  };
}

async function makeWorld(folder: string): Promise<void> {
  const universe = makeUniverse({ seed: "bench", size: LISTED });
  const kernels = kernelBuilds(KERNEL, "CentOS");
  const old = [...buildEdition(universe, "old"), ...streamReleaseBuilds()];
  const listed = [
    ...buildEdition(universe, "new"),
    ...buildOlder(universe),
    ...almaReleaseBuilds(true),
    ...kernelBuilds("503.38.1.el9_5", "AlmaLinux"),
  ];
  writeRepodata(join(folder, "old"), specsOf([...old, ...kernels]));
  for (const [id, repository] of [
    ["baseos", "base"],
    ["appstream", "applications"],
  ])
    writeRepodata(join(folder, id!), specsOf(listed.filter((build) => build.repository === repository)));
  const maker = new HostMaker(old, specsOf(kernels));
  for (const [index, size] of sampleSizes.entries()) {
    const packages = maker.host(size, seededRandom(`sample ${index}`));
    writeFileSync(join(folder, `sample-${index}.jsonl`), fleetLine(`sample${index}`, packages));
    writeRepodata(join(folder, `sample-${index}`), packages);
  }
  await pipeline(
    Readable.from(fleetLines(maker)),
    createZstdCompress(),
    createWriteStream(join(folder, "fleet.jsonl.zst")),
  );
}

function* fleetLines(maker: HostMaker): Generator<string> {
  for (let host = 0; host < HOSTS; host++) {
    const random = seededRandom(`host ${host}`);
    yield fleetLine(`host${host}`, maker.host(random.integer(INSTALLED - 50, INSTALLED + 50), random));
  }
}

function fleetLine(id: string, packages: readonly PackageSpec[]): string {
  return `${JSON.stringify({ id, distro: "centos-9", arch: "x86_64", packages: packages.map(formatNevra) })}\n`;
}

function specsOf(builds: readonly Build[]): PackageSpec[] {
  return builds.map(({ spec }) => spec);
}

/** Makes hosts fast: every package comes with its closure, which is worked out once, and is taken where nothing forbids it. */
class HostMaker {
  readonly #builds: readonly Build[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #closures = new Map<number, readonly number[] | undefined>();
  readonly #kernels: readonly PackageSpec[];
  readonly #excluded: ReadonlySet<string>;

  constructor(builds: readonly Build[], kernels: readonly PackageSpec[]) {
    this.#builds = builds;
    this.#kernels = kernels;
    this.#indexes = new Map(builds.map(({ spec }, index) => [`${spec.name}.${spec.arch}`, index]));
    this.#excluded = new Set(
      builds.flatMap(({ spec, excludes }) => (excludes.length > 0 ? [spec.name, ...excludes] : [])),
    );
  }

  host(size: number, random: Random): readonly PackageSpec[] {
    const chosen = new Set<number>();
    for (const name of [...coreSeeds, "centos-stream-release"]) {
      const index = this.#indexes.get(`${name}.x86_64`) ?? this.#indexes.get(`${name}.noarch`);
      for (const member of (index === undefined ? undefined : this.#closureOf(index)) ?? []) chosen.add(member);
    }
    while (chosen.size + this.#kernels.length < size) {
      const index = random.integer(0, this.#builds.length - 1);
      if (this.#builds[index]!.spec.arch === "i686" && !random.chance(0.02)) continue;
      for (const member of this.#closureOf(index) ?? []) chosen.add(member);
    }
    const packages = [...[...chosen].map((index) => this.#builds[index]!.spec), ...this.#kernels];
    // As the rpm database tells them (src/package/installed-order.ts).
    return packages.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  }

  /** The package and all that it needs, the first of several that would do; undefined where some of it excludes others. */
  #closureOf(index: number): readonly number[] | undefined {
    if (this.#closures.has(index)) return this.#closures.get(index);
    const members = new Set([index]);
    let isFree = true;
    for (const member of members) {
      const { spec, beside } = this.#builds[member]!;
      if (this.#excluded.has(spec.name)) isFree = false;
      for (const { anyOf } of beside) members.add(this.#indexes.get(anyOf[0]!)!);
    }
    const closure = isFree ? [...members] : undefined;
    this.#closures.set(index, closure);
    return closure;
  }
}
