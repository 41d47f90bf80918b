import type { Catalog } from "../catalog/catalog.ts";
import { matchesPattern } from "../catalog/matches-pattern.ts";
import type { Build, Release } from "../catalog/release.ts";

/** A repository that the target needs, its variables filled in. `because` is a sentence for people. */
export interface TargetRepository {
  readonly id: string;
  readonly title: string;
  readonly baseUrl: string;
  readonly mirrorList?: string;
  /** File name of the key that signs it. */
  readonly key: string;
  readonly because: string;
}

/**
 * The repositories of a target for one host: those that are on without being asked for, and those that replace a
 * repository the host has enabled (`enabledIds`). URLs are AlmaLinux's own, for the build and the target's major version.
 */
export function targetRepositories(
  target: Release,
  build: Build,
  enabledIds: readonly string[],
  catalog: Pick<Catalog, "repositories">,
): readonly TargetRepository[] {
  return catalog.repositories.flatMap((repository) => {
    if (repository.release !== target.id) return [];
    const replaced = enabledIds.filter((id) => repository.replaces.some((pattern) => matchesPattern(pattern, id)));
    if (!repository.enabled && replaced.length === 0) return [];
    const fill = (url: string): string =>
      url.replaceAll("$releasever", String(target.major)).replaceAll("$basearch", build.architecture);
    return {
      id: repository.repository,
      title: repository.title,
      baseUrl: fill(repository.baseUrl),
      ...(repository.mirrorList === null
        ? {}
        : { mirrorList: fill(repository.mirrorList) + (build.mirrorListQuery ?? "") }),
      key: repository.key,
      because:
        replaced.length > 0
          ? `takes the place of ${replaced.join(" and ")}`
          : `${target.title} has it enabled from the start`,
    };
  });
}
