import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostModule } from "../../src/package/module-index.ts";
import { installedSet } from "./closure.ts";
import { coreSeeds } from "./core-packages.ts";
import { disturb } from "./disturb.ts";
import { buildEdition, buildOlder } from "./edition.ts";
import { usualRates } from "./fates.ts";
import { type HostSettings, randomPatterns, randomSettings, usualSettings } from "./host-settings.ts";
import { kernelBuilds, kernelKey } from "./kernels.ts";
import { type ModularWorld, modularise } from "./modules.ts";
import type { PackageSpec } from "./package-spec.ts";
import { type Random, seededRandom } from "./random.ts";
import { writeReleaseFiles } from "./release-files.ts";
import { almaReleaseBuilds, streamReleaseBuilds } from "./release-packages.ts";
import { writeRepodata } from "./repodata.ts";
import { writeRpmDatabase } from "./rpm-database.ts";
import { makeUniverse } from "./universe.ts";

/**
 * What a random host has much of. "clean" has some of everything; "policies" has unusual settings, excludes and priorities;
 * "problems" has these and faults in the repositories and on the host.
 */
export const hostKinds = ["clean", "kernels", "multilib", "third-party", "modules", "policies", "problems"] as const;
export type HostKind = (typeof hostKinds)[number];

export interface RandomRepository {
  readonly id: string;
  readonly directory: string;
  /** dnf's: the lower wins. */
  readonly priority: number;
  readonly cost: number;
  /** Modular filtering leaves it alone (dnf's module_hotfixes). */
  readonly isHotfix: boolean;
  readonly excludes?: readonly string[];
  readonly includes?: readonly string[];
}

/** A host as a root folder with a real rpm database, and the repositories it is to follow. */
export interface RandomHost {
  readonly seed: string;
  readonly kind: HostKind;
  readonly root: string;
  readonly repositories: readonly RandomRepository[];
  readonly installedCount: number;
  /** What its /etc/dnf/modules.d says. */
  readonly modules: readonly HostModule[];
  readonly settings: HostSettings;
}

/** Makes the host of that seed below `folder`: `root/` and one folder per repository. The same seed gives the same host. */
export async function makeRandomHost(folder: string, seed: string, kind: HostKind): Promise<RandomHost> {
  const random = seededRandom(`host/${kind}/${seed}`);
  const size = random.integer(50, 800);
  const universe = makeUniverse({
    seed,
    size: Math.round(size * (1.3 + random.fraction())),
    thirdParty: kind === "third-party" ? random.integer(4, 15) : random.integer(0, 3),
    decisions: {
      rates: { ...usualRates, upgrade: random.pick([0.2, 0.5, 0.7]), downgrade: random.pick([0, 0.06, 0.3]) },
    },
  });
  const kernels = chooseKernels(random.fork("kernels"), kind);
  const oldBuilds = [
    ...buildEdition(universe, "old"),
    ...streamReleaseBuilds(),
    ...kernels.installed.flatMap((release) => kernelBuilds(release, "CentOS")),
  ];
  const currentBuilds = [
    ...buildEdition(universe, "new"),
    ...buildOlder(universe),
    ...almaReleaseBuilds(random.chance(0.7)),
    ...kernels.listed.flatMap((release) => kernelBuilds(release, "AlmaLinux")),
  ];
  const isSpecial = kind === "policies" || kind === "problems";
  const disturbed =
    kind === "problems"
      ? disturb(oldBuilds, currentBuilds, random.fork("faults"))
      : { old: oldBuilds, current: currentBuilds };
  const world =
    kind === "modules" || (isSpecial && random.chance(0.25))
      ? modularise(disturbed.old, disturbed.current, random.fork("modules"))
      : { ...disturbed, hotfixes: [], documents: noDocuments, states: [] };
  const installed = installedSet(world.old, {
    seeds: [...coreSeeds, "centos-stream-release"],
    keys: kernels.installed.map((release) => kernelKey("kernel", release)),
    size,
    i686: kind === "multilib" ? random.integer(5, 60) : random.pick([0, 0, isSpecial ? 20 : 3]),
    random: random.fork("installed"),
  });
  const present = kind === "problems" ? [...installed, ...doublesOf(installed, random.fork("doubles"))] : installed;
  const root = join(folder, "root");
  await writeRpmDatabase(
    root,
    random.sample(present, present.length).map((spec, i) => ({ spec, installTime: 1_720_000_000 + i })),
  );
  writeReleaseFiles(root);
  writeModuleStates(root, world.states);
  return {
    seed,
    kind,
    root,
    repositories: writeRepositories(folder, world, random.fork("repositories"), kind),
    installedCount: present.length,
    modules: world.states,
    settings: isSpecial ? randomSettings(random.fork("settings"), present, kernels.installed) : usualSettings,
  };
}

/** Older builds that an interrupted update left beside the newer ones, on some hosts. */
function doublesOf(installed: readonly PackageSpec[], random: Random): readonly PackageSpec[] {
  if (!random.chance(0.15)) return [];
  return random.sample(installed, random.integer(1, 3)).map((spec) => ({ ...spec, release: `0.${spec.release}` }));
}

interface Kernels {
  readonly installed: readonly string[];
  readonly listed: readonly string[];
}

/** Kernel releases, oldest first. Stream's may be ahead of AlmaLinux's; some are in both. */
function chooseKernels(random: Random, kind: HostKind): Kernels {
  const releases = [
    "70.el9",
    "162.6.1.el9_1",
    "284.11.1.el9_2",
    "362.8.1.el9_3",
    "427.13.1.el9_4",
    "503.11.1.el9_5",
    "527.el9",
  ];
  const [installed, listed] =
    kind === "kernels"
      ? [random.integer(1, 4), random.integer(1, 4)]
      : kind === "policies" || kind === "problems"
        ? [random.integer(0, 5), random.integer(0, 4)]
        : [random.integer(0, 3), random.integer(0, 2)];
  return { installed: random.sample(releases, installed).sort(), listed: random.sample(releases, listed).sort() };
}

const noDocuments = { applications: "", other: "" };

/** /etc/dnf/modules.d (libdnf, module/ModulePackageContainer.cpp, ModulePersistor). */
function writeModuleStates(root: string, states: readonly HostModule[]): void {
  const folder = join(root, "etc/dnf/modules.d");
  mkdirSync(folder, { recursive: true });
  for (const { name, stream, state } of states)
    writeFileSync(
      join(folder, `${name}.module`),
      `[${name}]\nname=${name}\nstream=${stream}\nprofiles=\nstate=${state}\n`,
    );
}

/** Spreads the packages over one to four repositories; a few are in two of them. */
function writeRepositories(
  folder: string,
  { current: builds, hotfixes, documents }: Pick<ModularWorld, "current" | "hotfixes" | "documents">,
  random: Random,
  kind: HostKind,
): RandomRepository[] {
  const count = random.integer(1, 2);
  const content: Record<string, PackageSpec[]> = { baseos: [] };
  if (count > 1) content["appstream"] = [];
  if (kind === "third-party" || random.chance(0.5)) content["acme"] = [];
  for (const build of builds) {
    const wanted =
      build.repository === "third-party" ? ["acme"] : build.repository === "applications" ? ["appstream"] : ["baseos"];
    if (random.chance(0.03)) wanted.push("appstream");
    for (const id of new Set(wanted.map((name) => (name === "appstream" && count === 1 ? "baseos" : name)))) {
      content[id]?.push(build.spec);
    }
  }
  if (hotfixes.length > 0) content["hotfixes"] = [...hotfixes];
  const applications = count === 1 ? "baseos" : "appstream";
  const other = count === 1 ? "acme" : "baseos";
  if (documents.other !== "") content[other] ??= [];
  return Object.entries(content).map(([id, specs]) => {
    const directory = join(folder, id);
    const sorted = random.chance(0.5)
      ? specs.toSorted((left, right) => (left.name < right.name ? -1 : 1))
      : random.sample(specs, specs.length);
    const modules = id === applications ? documents.applications : id === other ? documents.other : "";
    writeRepodata(directory, sorted, { modules });
    const patterns = random.fork(`patterns/${id}`);
    return {
      id,
      directory,
      ...(kind === "policies" || kind === "problems"
        ? {
            priority: random.pick([99, 99, 99, 90, 110, 1]),
            cost: random.pick([1000, 1000, 500, 1500]),
            excludes: patterns.chance(0.25) ? randomPatterns(patterns, sorted, patterns.integer(1, 3)) : [],
            includes: patterns.chance(0.06) ? ["[a-p]*", ...randomPatterns(patterns, sorted, 10)] : [],
          }
        : {
            priority: id === "acme" && kind === "third-party" ? random.pick([99, 90, 110]) : 99,
            cost: id === "acme" && kind === "third-party" ? random.pick([1000, 500]) : 1000,
          }),
      isHotfix: id === "hotfixes",
    };
  });
}
