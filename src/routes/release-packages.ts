import type { Catalog } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";

/** What becomes of the packages that only the old distribution has: others take their place, or nothing does. */
export interface ReleasePackages {
  readonly swap: readonly { readonly from: string; readonly to: readonly string[]; readonly why: string }[];
  readonly drop: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Applies data/renames to a host. `installed` are the names of its packages, `available` those of the target's
 * repositories: of the packages that could take a place, those that are there do. A package whose place nobody takes is
 * dropped only where data/ says so; where the target lacks all of `to` it is in neither list.
 */
export function releasePackages(
  from: Release,
  installed: Pick<ReadonlySet<string>, "has">,
  available: ReadonlySet<string>,
  catalog: Pick<Catalog, "renames">,
): ReleasePackages {
  const renames = catalog.renames.filter(
    (rename) => rename.vendor === from.vendor && rename.majors.includes(from.major) && installed.has(rename.from),
  );
  return {
    swap: renames.flatMap((rename) => {
      const to = rename.to.filter((name) => available.has(name));
      return to.length === 0 ? [] : [{ from: rename.from, to, why: rename.why }];
    }),
    drop: renames.flatMap((rename) => (rename.to.length === 0 ? [{ name: rename.from, why: rename.why }] : [])),
  };
}
