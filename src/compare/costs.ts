import { z } from "zod";
import type { RouteHop } from "../routes/plan-route.ts";
import { COST_YEARS } from "./advice-rules.ts";

const Amount = z.number().min(0).max(1e9);

/** What a node costs, as the user says it: `releases` by id and year, `hops` once. docs/compare.md has an example. */
export const Costs = z.strictObject({
  currency: z.string().min(1).max(12),
  releases: z.record(
    z.string().max(64),
    z.strictObject({ subscription: Amount.default(0), support: Amount.default(0) }),
  ),
  hops: z.strictObject({ convert: Amount, upgrade: Amount, rebuild: Amount }),
});
export type Costs = z.infer<typeof Costs>;

/** Each year, once, and both together a year when what is paid once is spread over COST_YEARS. */
export interface NodeCost {
  readonly perYear: number;
  readonly once: number;
  readonly spread: number;
}

/** Undefined where the file does not name the release. */
export function nodeCost(
  { releases, hops: prices }: Costs,
  release: string,
  hops: readonly Pick<RouteHop, "kind">[],
): NodeCost | undefined {
  if (!Object.hasOwn(releases, release)) return undefined;
  const { subscription = 0, support = 0 } = releases[release] ?? {};
  const perYear = subscription + support;
  const once = hops.reduce((sum, { kind }) => sum + prices[kind], 0);
  return { perYear, once, spread: perYear + once / COST_YEARS };
}
