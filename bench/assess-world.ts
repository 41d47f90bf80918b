import { join, resolve } from "node:path";
import { cachedWorld } from "../scripts/generate/cached-world.ts";
import { installedSet } from "../scripts/generate/closure.ts";
import { coreSeeds } from "../scripts/generate/core-packages.ts";
import { type Build, buildEdition, buildOlder } from "../scripts/generate/edition.ts";
import { kernelBuilds, kernelKey } from "../scripts/generate/kernels.ts";
import { seededRandom } from "../scripts/generate/random.ts";
import type { RandomRepository } from "../scripts/generate/random-host.ts";
import { writeReleaseFiles } from "../scripts/generate/release-files.ts";
import { almaReleaseBuilds, streamReleaseBuilds } from "../scripts/generate/release-packages.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { writeRpmDatabase } from "../scripts/generate/rpm-database.ts";
import { makeUniverse } from "../scripts/generate/universe.ts";

/** A host of 1,500 packages and repositories of the size of BaseOS and AppStream. */
export interface AssessWorld {
  readonly folder: string;
  readonly root: string;
  readonly repositories: readonly RandomRepository[];
}

const LISTED = 11_000;
const INSTALLED = 1_500;
const KERNEL = "503.11.1.el9_5";

/** `uname -r` of the host. */
export const runningKernel = `5.14.0-${KERNEL}.x86_64`;

export async function openAssessWorld(): Promise<AssessWorld> {
  const sources = [resolve(import.meta.dirname, "../scripts/generate"), import.meta.dirname];
  const { folder } = await cachedWorld("ferry-bench-assess", sources, makeWorld);
  return { folder, root: join(folder, "host"), repositories: repositoriesIn(folder) };
}

function repositoriesIn(folder: string): readonly RandomRepository[] {
  return ["baseos", "appstream"].map((id) => ({
    id,
    directory: join(folder, id),
    priority: 99,
    cost: 1000,
    isHotfix: false,
  }));
}

async function makeWorld(folder: string): Promise<void> {
  const universe = makeUniverse({ seed: "bench", size: LISTED });
  const old = [...buildEdition(universe, "old"), ...streamReleaseBuilds(), ...kernelBuilds(KERNEL, "CentOS")];
  const installed = installedSet(old, {
    seeds: [...coreSeeds, "centos-stream-release"],
    keys: [kernelKey("kernel", KERNEL)],
    size: INSTALLED,
    i686: 4,
    random: seededRandom("bench"),
  });
  const root = join(folder, "host");
  await writeRpmDatabase(
    root,
    installed.map((spec, index) => ({ spec, installTime: 1_720_000_000 + index })),
  );
  writeReleaseFiles(root);
  const listed = [
    ...buildEdition(universe, "new"),
    ...buildOlder(universe),
    ...almaReleaseBuilds(true),
    ...kernelBuilds("503.38.1.el9_5", "AlmaLinux"),
  ];
  writeRepodata(join(folder, "baseos"), specsOf(listed, "base"));
  writeRepodata(join(folder, "appstream"), specsOf(listed, "applications"));
}

function specsOf(builds: readonly Build[], repository: Build["repository"]) {
  return builds.filter((build) => build.repository === repository).map(({ spec }) => spec);
}
