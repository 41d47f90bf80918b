import type { CatalogWithFacts } from "../catalog/catalog.ts";
import type { Hop } from "../catalog/hop.ts";
import type { Release } from "../catalog/release.ts";

/** One way in place from a release to the next. */
export interface PathHop {
  readonly from: Release;
  readonly to: Release;
  readonly kind: Hop["kind"];
  readonly tool: string;
  /** Ferry converts hosts so, or assesses the upgrade; others are gone by their tools alone. */
  readonly isFerrys: boolean;
  readonly architectures: readonly string[];
  /** The minor that the host must have reached, null where any will do. */
  readonly minimumMinor: number | null;
  /** Titles of who says that this way is supported. */
  readonly supportedBy: readonly string[];
}

/** Every way in place that the catalog knows, Ferry's first, by major of where it starts, upgrades before conversions. */
export function pathMap({
  hops,
  otherHops,
  releases,
  sources,
}: Pick<CatalogWithFacts, "hops" | "otherHops" | "releases" | "sources">): readonly PathHop[] {
  const byId = new Map(releases.map((release) => [release.id, release]));
  return [...hops.map((hop) => ({ ...hop, isFerrys: true })), ...otherHops.map((hop) => ({ ...hop, isFerrys: false }))]
    .flatMap((hop): PathHop[] => {
      const from = byId.get(hop.from);
      const to = byId.get(hop.to);
      if (from === undefined || to === undefined) return [];
      const { kind, tool, isFerrys, architectures, minimumMinor } = hop;
      const supportedBy = hop.source.flatMap((id) => sources.get(id)?.title ?? []);
      return [{ from, to, kind, tool, isFerrys, architectures, minimumMinor, supportedBy }];
    })
    .toSorted(
      (left, right) =>
        Number(right.isFerrys) - Number(left.isFerrys) ||
        left.from.major - right.from.major ||
        (left.kind < right.kind ? 1 : left.kind > right.kind ? -1 : 0),
    );
}
