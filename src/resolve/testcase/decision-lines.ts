import { unneededPackages } from "../clean-dependencies.ts";
import { describeDecision, positionsOnTrail, weakCauses } from "../decision.ts";
import type { Resolver } from "../resolver.ts";
import { forTheirOwnSake } from "../update-seeds.ts";
import { userInstalled } from "../user-installed.ts";
import { jobDependencyText } from "./dependency-text.ts";
import { packageText } from "./package-text.ts";
import { type Digest, ruleId } from "./rule-id.ts";

/** Why each decided package was decided: the rule, or for weak dependencies who asked. */
export function reasonLines(resolver: Resolver, digest: Digest): string[] {
  const { pool } = resolver;
  const positions = positionsOnTrail(resolver);
  const lines: string[] = [];
  for (let id = 2; id < pool.count; id++) {
    const { reason, rule } = describeDecision(resolver, positions, id);
    if (reason === "unrelated") continue;
    const causes = reason === "weakdep" ? weakCauses(resolver, id) : [];
    for (const { kind, from, dependency } of causes) {
      const by = from === 0 ? "" : ` ${packageText(pool, from)}`;
      lines.push(`reason ${packageText(pool, id)} ${kind} ${jobDependencyText(pool, dependency)}${by}`);
    }
    if (causes.length > 0) continue;
    const asked = rule === 0 ? "" : ` ${ruleId(resolver, rule, digest)}`;
    lines.push(`reason ${packageText(pool, id)} ${reason}${asked}`);
  }
  return lines;
}

/** What the user asked for as packages, and all other names of the result. */
export function userInstalledLines(resolver: Resolver): string[] {
  const { pool, search } = resolver;
  const asked = userInstalled(resolver);
  const names = new Set(asked.map((id) => pool.names[id]));
  const others = new Set<number>();
  for (let id = 2; id < pool.count; id++)
    if (search.levels[id]! > 0 && !names.has(pool.names[id])) others.add(pool.names[id]!);
  return [
    ...asked.map((id) => `userinstalled pkg ${packageText(pool, id)}`),
    ...[...others].map((name) => `autoinst name ${jobDependencyText(pool, name)}`),
  ];
}

/** What nothing needs; "filtered" are those that no other unneeded package needs. */
export function unneededLines(resolver: Resolver): string[] {
  const unneeded = unneededPackages(resolver);
  const own = new Set(forTheirOwnSake(resolver, unneeded, "all-reasons"));
  return unneeded.map((id) => `unneeded${own.has(id) ? "_filtered" : ""} ${packageText(resolver.pool, id)}`);
}
