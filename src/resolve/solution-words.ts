import { isInstalled, type PackageId, type Pool } from "../pool/pool.ts";
import { nameOf, nevraOf } from "./package-words.ts";
import type { SolutionElement } from "./solutions.ts";

/** What a user does to take one element of a way out. */
export function solutionWords(pool: Pool, element: SolutionElement): string {
  switch (element.kind) {
    case "drop-job":
      return "drop the request";
    case "erase":
      return `remove ${nevraOf(pool, element.id)}`;
    case "replace":
      return `replace ${nevraOf(pool, element.id)} by ${nevraOf(pool, element.by)}`;
    case "allow":
      return isInstalled(pool, element.id)
        ? keepWords(pool, element.id)
        : `take ${nevraOf(pool, element.id)}, which is not the best`;
  }
}

/** What to do so that an installed package stays. */
export function keepWords(pool: Pool, id: PackageId): string {
  return `keep ${nevraOf(pool, id)} as it is (excludepkgs=${excludeOf(pool, id)})`;
}

/** The pattern for dnf's excludepkgs that names an installed package and the target's builds of it. */
export function excludeOf(pool: Pool, id: PackageId): string {
  return `${nameOf(pool, id)}.${pool.strings.text(pool.archs[id]!)}`;
}
