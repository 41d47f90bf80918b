import { join } from "node:path";
import { alma8Packages } from "../../scripts/fixtures/el7-packages.ts";
import { almaRepositories } from "../../scripts/fixtures/el9-packages.ts";
import { writeRepodata } from "../../scripts/generate/repodata.ts";

export interface FixtureRepositories {
  /** Options that name AlmaLinux 9's. */
  readonly alma9: readonly string[];
  /** Options that name AlmaLinux 8's. */
  readonly alma8: readonly string[];
}

/** Writes the repositories that go with the recorded hosts of fixtures/hosts below a folder, which is to be Ferry's working folder. */
export function writeFixtureRepositories(folder: string): FixtureRepositories {
  const { baseos, appstream } = almaRepositories();
  writeRepodata(join(folder, "alma9/baseos"), baseos);
  writeRepodata(join(folder, "alma9/appstream"), appstream);
  writeRepodata(join(folder, "alma8/baseos"), alma8Packages());
  return {
    alma9: ["--repo", "baseos=alma9/baseos", "--repo", "appstream=alma9/appstream"],
    alma8: ["--repo", "baseos=alma8/baseos"],
  };
}
