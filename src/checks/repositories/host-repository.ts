import type { Catalog } from "../../catalog/catalog.ts";
import { matchesPattern } from "../../catalog/matches-pattern.ts";
import type { ThirdParty } from "../../catalog/third-party.ts";
import type { FactValue } from "../../facts/facts.ts";
import { partyOfRepository } from "../packages/origin.ts";

type Repository = FactValue<"repositories">[number];

export type RepositoryOwner =
  | { readonly kind: "distribution" }
  | { readonly kind: "third-party"; readonly party: ThirdParty }
  | { readonly kind: "unknown" };

/** All addresses of a repository. */
export function urlsOf(repository: Repository): readonly string[] {
  return [repository.mirrorList, repository.metalink, ...repository.baseUrls].filter((url) => url !== undefined);
}

/**
 * Whose repository a host has configured. Its own distribution's are those that a repository of AlmaLinux takes the place
 * of, by id; local ones (file:, cdrom) that have such an id too.
 */
export function ownerOf(
  repository: Repository,
  catalog: Pick<Catalog, "repositories" | "thirdParties">,
): RepositoryOwner {
  if (isReplaced(repository.id, catalog)) return { kind: "distribution" };
  const party = partyOfRepository(repository.id, urlsOf(repository), catalog.thirdParties);
  return party === undefined ? { kind: "unknown" } : { kind: "third-party", party };
}

function isReplaced(id: string, catalog: Pick<Catalog, "repositories">): boolean {
  return catalog.repositories.some((target) => target.replaces.some((pattern) => matchesPattern(pattern, id)));
}
