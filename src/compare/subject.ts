import type { Catalog } from "../catalog/catalog.ts";
import { ownBuilds } from "../catalog/own-builds.ts";
import type { Release } from "../catalog/release.ts";
import { findRelease, squeeze } from "../routes/find-release.ts";

/** What is compared: a release, or a build of one that goes by its own name. `id` is what facts of the catalog name. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  readonly release: Release;
  readonly isBuild: boolean;
}

/**
 * The subject that `text` means, however it is written ("almalinux-9", "AlmaLinux 9", "almalinux-10-x86_64_v2"); undefined
 * when it names none: then it is a host, a file or a mistake.
 */
export function findSubject(text: string, { releases }: Pick<Catalog, "releases">): Subject | undefined {
  const release = findRelease(text, releases);
  if (release !== undefined) return { id: release.id, title: release.title, release, isBuild: false };
  return subjectsOf({ releases }).find(({ id, title }) => [squeeze(id), squeeze(title)].includes(squeeze(text)));
}

/** All that can be compared, in the order of data/. */
export function subjectsOf({ releases }: Pick<Catalog, "releases">): readonly Subject[] {
  return releases.flatMap((release) => [
    { id: release.id, title: release.title, release, isBuild: false },
    ...ownBuilds(release).map(({ id, build }) => ({
      id,
      title: `${release.title} ${build.architecture}`,
      release,
      isBuild: true,
    })),
  ]);
}
