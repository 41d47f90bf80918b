import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../test/support/made-host.ts";
import { distroSync, runDistroSync } from "./distro-sync.ts";

/** Sets where a solver can lose itself. Work is counted in rules and conflicts: a clock would judge the machine. */

const host = ["a-1-1.x86_64"];

function numbered(count: number, make: (index: number) => MadePackage): MadePackage[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** `length` packages, each requiring the next; the last requires `end`. */
function chain(length: number, end: readonly string[]): MadePackage[] {
  return [
    { nevra: "a-2-1.x86_64", requires: ["c0"] },
    ...numbered(length, (index) => ({
      nevra: `c${index}-1-1.x86_64`,
      requires: index + 1 < length ? [`c${index + 1}`] : end,
    })),
  ];
}

test("a chain of 50,000 requirements is followed to its end, with a few rules a link", () => {
  const pool = madePool(host, { target: chain(50_000, []) });
  const { result } = runDistroSync(pool, {});
  expect(result.problems).toEqual([]);
  expect(result.search.trailLength).toBeGreaterThan(50_000);
  expect(result.rules.count).toBeLessThan(2 * 50_000);
  expect(result.search.conflicts).toBe(0);
}, 60_000);

test("a chain of 50,000 that breaks at its end is told as a problem", () => {
  const resolution = distroSync(madePool(host, { target: chain(50_000, ["nothing"]) }), {});
  expect(resolution.kind).toBe("problems");
  if (resolution.kind !== "problems") return;
  expect(resolution.problems[0]?.because).toContain("nothing provides nothing needed by c49999-1-1.x86_64");
}, 60_000);

test("of 2,000 alternatives one is taken", () => {
  const target = [
    { nevra: "a-2-1.x86_64", requires: ["x"] },
    ...numbered(2000, (index) => ({ nevra: `p${index}-1-1.x86_64`, provides: ["x"] })),
  ];
  const resolution = distroSync(madePool(host, { target }), {});
  expect(resolution.kind === "solved" && resolution.transaction.install).toHaveLength(1);
});

test("2,000 alternatives that another package forbids are told, each package's rules looked at once", () => {
  const target = [
    { nevra: "a-2-1.x86_64", requires: ["x", "y"] },
    { nevra: "y-1-1.noarch", conflicts: ["x"] },
    ...numbered(2000, (index) => ({ nevra: `p${index}-1-1.x86_64`, provides: ["x"] })),
  ];
  const pool = madePool(host, { target });
  const resolution = distroSync(pool, {});
  expect(resolution.kind).toBe("problems");
  if (resolution.kind !== "problems") return;
  expect(resolution.problems[0]?.because).toContain(
    "package y-1-1.noarch conflicts with x provided by p1999-1-1.x86_64",
  );
});

/** Every pigeon needs a hole, and a hole holds one. */
function pigeons(count: number, holes: number): MadePackage[] {
  return [
    { nevra: "a-2-1.x86_64", requires: Array.from({ length: count }, (_, pigeon) => `pigeon${pigeon}`) },
    ...numbered(count * holes, (index) => ({
      nevra: `p${index}-1-1.x86_64`,
      provides: [`pigeon${Math.floor(index / holes)}`, `hole${index % holes}`],
      conflicts: [`hole${index % holes}`],
    })),
  ];
}

test("as many pigeons as holes are seated", () =>
  expect(distroSync(madePool(host, { target: pigeons(9, 9) }), {}).kind).toBe("solved"));

test("one pigeon too many: what is learnt proves it, and the problem is told", () => {
  const { result } = runDistroSync(madePool(host, { target: pigeons(7, 6) }), {});
  expect(result.problems.length).toBeGreaterThan(0);
  expect(result.search.conflicts).toBeGreaterThan(50);
  expect(result.search.conflicts).toBeLessThan(20_000);
});

test("where a proof would be too long the run ends at its limit, and says so", () =>
  expect(distroSync(madePool(host, { target: pigeons(11, 10) }), { conflictLimit: 500 })).toEqual({
    kind: "gave-up",
    conflicts: 500,
  }));

test("rich dependencies nested 45 deep, and one of a million combinations, come to an end", () => {
  const things = numbered(46, (index) => ({ nevra: `x${index}-1-1.x86_64` }));
  const nested = numbered(45, () => ({ nevra: "" })).reduce((text, _, index) => `(x${index + 1} if ${text})`, "x0");
  const pairs = Array.from({ length: 20 }, (_, index) => `(x${2 * index} and x${2 * index + 1})`);
  for (const rich of [nested, `(${pairs.join(" or ")})`]) {
    const target = [{ nevra: "a-2-1.x86_64", requires: [rich] }, ...things];
    expect(distroSync(madePool(host, { target }), {}).kind).not.toBe("gave-up");
  }
});
