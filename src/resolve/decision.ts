import type { PackageId } from "../pool/pool.ts";
import type { DependencyId } from "../pool/relations.ts";
import type { RuleId } from "../solver/rules.ts";
import { providersOf } from "./jobs.ts";
import type { Resolver } from "./resolver.ts";
import { isPossible } from "./weak-dependencies.ts";

/** Why a package was decided: by a rule with no choice left ("unit"), or as one of several. */
export type DecisionReason =
  | "unit"
  | "keep"
  | "job"
  | "update"
  | "cleandeps"
  | "resolve"
  | "weakdep"
  | "orphan"
  | "recommended"
  | "supplemented"
  | "unrelated";

/** libsolv's numbers (SOLVER_REASON_…), as decide-installed.ts and others set them per level. */
const reasons: readonly DecisionReason[] = [
  "unrelated",
  "unit",
  "keep",
  "job",
  "update",
  "cleandeps",
  "resolve",
  "weakdep",
  "orphan",
];

export interface Decision {
  readonly reason: DecisionReason;
  /** 0 where no rule asked for it. */
  readonly rule: RuleId;
}

/** Per package its place on the trail, counted from 1; 0 where it was not decided. */
export function positionsOnTrail({ pool, search }: Resolver): Int32Array {
  const positions = new Int32Array(pool.count);
  for (let index = search.trailLength - 1; index >= 0; index--) positions[Math.abs(search.trail[index]!)] = index + 1;
  return positions;
}

/** How a package was decided, for or against; "unrelated" where it was not (libsolv, src/solver.c, solver_describe_decision). */
export function describeDecision({ search }: Resolver, positions: Int32Array, id: PackageId): Decision {
  const position = positions[id]!;
  if (position === 0) return { reason: "unrelated", rule: 0 };
  const why = search.why[position - 1]!;
  if (why > 0) return { reason: "unit", rule: why };
  const number = search.reasons[Math.abs(search.levels[id]!)] ?? 0;
  return { reason: reasons[number] ?? "unrelated", rule: -why };
}

/** Who asked for a package that came by a weak dependency; `from` is 0 where that is more than one package together. */
export interface WeakCause {
  readonly kind: "recommended" | "supplemented";
  readonly from: PackageId;
  readonly dependency: DependencyId;
}

/** Source: libsolv, src/solver.c, solver_describe_weakdep_decision. */
export function weakCauses(resolver: Resolver, id: PackageId): WeakCause[] {
  const { pool, search, flags } = resolver;
  const level = search.levels[id]!;
  if (level <= 0) return [];
  const isEarlier = (other: PackageId): boolean => search.levels[other]! > 0 && search.levels[other]! < level;
  const isHost = (other: PackageId): boolean => other >= pool.installedStart && other < pool.installedEnd;
  const causes: WeakCause[] = [];
  const { recommends, supplements } = pool.dependencies;
  for (let from = 1; from < pool.count; from++) {
    if (!isEarlier(from) || (!flags.addalreadyrecommended && isHost(from))) continue;
    for (const dependency of recommends.ids.subarray(recommends.offsets[from], recommends.offsets[from + 1])) {
      const providers = providersOf(pool, dependency);
      if (providers.includes(id) && !providers.some((other) => other !== id && isEarlier(other)))
        causes.push({ kind: "recommended", from, dependency });
    }
  }
  const earlier = new Uint8Array(pool.count);
  for (let other = 1; other < pool.count; other++) if (isEarlier(other)) earlier[other] = 1;
  for (const dependency of supplements.ids.subarray(supplements.offsets[id], supplements.offsets[id + 1])) {
    if (!isPossible(resolver, dependency, earlier)) continue;
    const easy = providersOf(pool, dependency).filter(
      (other) => isEarlier(other) && (flags.addalreadyrecommended || !isHost(other)),
    );
    for (const from of easy.length > 0 ? easy : [0]) causes.push({ kind: "supplemented", from, dependency });
  }
  return causes;
}
