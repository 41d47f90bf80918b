import { array, assert, constantFrom, property, record } from "fast-check";
import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../test/support/made-host.ts";
import { literalsOf } from "../solver/rules.ts";
import { runDistroSync } from "./distro-sync.ts";
import type { Resolver } from "./resolver.ts";
import { solve } from "./solve.ts";

const dependency = constantFrom(
  "a",
  "b",
  "c",
  "d",
  "d >= 2",
  "virtual",
  "virtual >= 2",
  "(a or b)",
  "(c if d)",
  "gone",
);
const thing = record({
  name: constantFrom("a", "b", "c", "d", "e", "f"),
  version: constantFrom("1", "2", "3"),
  arch: constantFrom("x86_64", "x86_64", "noarch", "i686"),
  requires: array(dependency, { maxLength: 2 }),
  conflicts: array(constantFrom("a < 2", "virtual", "(c if f)"), { maxLength: 1 }),
  obsoletes: array(constantFrom("b", "e < 2"), { maxLength: 1 }),
  recommends: array(constantFrom("c", "virtual"), { maxLength: 1 }),
  supplements: array(constantFrom("d"), { maxLength: 1 }),
  provides: array(constantFrom("virtual", "virtual = 1", "virtual = 2"), { maxLength: 1 }),
  vendor: constantFrom("CentOS", "AlmaLinux"),
}).map(
  ({ name, version, arch, ...rest }): MadePackage => ({ nevra: `${name}-${version}-1.${arch}`, buildTime: 1, ...rest }),
);
const packages = (maxLength: number) =>
  array(thing, { minLength: 1, maxLength }).map((all) => [...new Map(all.map((one) => [one.nevra, one])).values()]);

/** All that was decided, in its order, at which level, and the rule behind each decision, told by its literals. */
function decisionsOf({ search, rules }: Resolver): readonly unknown[] {
  return Array.from(search.trail.subarray(0, search.trailLength), (literal, index) => {
    const why = search.why[index]!;
    const reason = why === 0 ? [] : Array.from(literalsOf(rules, Math.abs(why)));
    return [literal, search.levels[Math.abs(literal)], Math.sign(why), reason];
  });
}

test("without the rules that are fulfilled from the start all is decided as with them, in the same order and for the same reasons", () => {
  const seen = { sparse: 0, fewer: 0 };
  assert(
    property(
      packages(7),
      packages(12),
      constantFrom({}, { best: false }, { installonlyLimit: 1 }),
      (host, target, options) => {
        const { result } = runDistroSync(madePool(host, { target }), options);
        if (!result.sparse) return;
        const { pool, jobs, flags, poolFlags, generation } = result;
        const all = solve({ pool, jobs, flags, poolFlags, generation });
        expect(all.problems).toEqual([]);
        expect(decisionsOf(result)).toEqual(decisionsOf(all));
        seen.sparse++;
        if (result.packageRulesEnd < all.packageRulesEnd) seen.fewer++;
      },
    ),
    { numRuns: 600 },
  );
  expect(seen.sparse).toBeGreaterThan(50);
  expect(seen.fewer).toBeGreaterThan(25);
}, 60_000);
