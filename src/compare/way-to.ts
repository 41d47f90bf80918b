import type { CatalogWithFacts } from "../catalog/catalog.ts";
import type { Release } from "../catalog/release.ts";
import { planRoute, type Route, type RouteHop, type RouteWish } from "../routes/plan-route.ts";

type Ways = Pick<CatalogWithFacts, "releases" | "hops" | "otherHops">;

/**
 * The way to any release: to AlmaLinux as Ferry goes it, to others by what tools of others go too, and a rebuild where nothing
 * goes there in place. `arrived` where the host runs it.
 */
export function wayTo(from: Release, to: Release, machine: RouteWish["machine"], ways: Ways): Route {
  const hops = isFerrys(to) ? ways.hops : [...ways.hops, ...ways.otherHops];
  const wish = { from, to: to.id, anyTarget: true, ...(machine === undefined ? {} : { machine }) };
  return planRoute(wish, { releases: ways.releases, hops });
}

/** Whether Ferry moves hosts to it: only then its checks and its solver were made for the move. */
export function isFerrys({ builds }: Release): boolean {
  return builds.length > 0;
}

/** Who goes a hop: Ferry, or the tool of others that the hop names; undefined for a rebuild. Ids of sources. */
export function goerOf(
  { kind, from, to }: Pick<RouteHop, "kind" | "from" | "to">,
  { hops, otherHops }: Ways,
): { readonly tool: string; readonly isFerrys: boolean; readonly source: readonly string[] } | undefined {
  if (kind === "rebuild") return undefined;
  const own = hops.find((hop) => hop.from === from.id && hop.to === to.id);
  if (own !== undefined) return { tool: own.tool, isFerrys: true, source: own.source };
  const other = otherHops.find((hop) => hop.from === from.id && hop.to === to.id);
  return other === undefined ? undefined : { tool: other.tool, isFerrys: false, source: other.source };
}

const hopWords = { convert: "convert in place", upgrade: "upgrade in place", rebuild: "build anew beside it" } as const;

/** The hops in words, each with the tool that goes it where that is not Ferry's own doing: "convert in place (AlmaLinux 9), then …". */
export function hopChain(hops: readonly Pick<RouteHop, "kind" | "from" | "to">[], ways: Ways): string {
  return hops
    .map((hop) => {
      const goer = goerOf(hop, ways);
      const own = goer === undefined || (goer.isFerrys && hop.kind === "convert");
      return `${hopWords[hop.kind]}${own ? "" : ` with ${goer.tool}`} (${hop.to.title})`;
    })
    .join(", then ");
}
