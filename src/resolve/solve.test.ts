import { array, assert, boolean, constantFrom, integer, option, pre, property, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../test/support/made-host.ts";
import { distroSync } from "./distro-sync.ts";
import type { Job, JobAction } from "./jobs.ts";
import type { Resolver } from "./resolver.ts";
import { solve } from "./solve.ts";
import { defaultPoolFlags, defaultSolverFlags } from "./solver-flags.ts";

/** A wish for a name in a version at least `from`. */
interface Wish {
  readonly name: string;
  readonly from: number;
}

type Need =
  | { readonly kind: "plain"; readonly wish: Wish }
  | { readonly kind: "or" | "if"; readonly left: Wish; readonly right: Wish };

interface Thing {
  readonly name: string;
  readonly version: number;
  readonly virtual: string | undefined;
  readonly needs: readonly Need[];
  readonly conflict: Wish | undefined;
  readonly obsoletes: string | undefined;
}

const names = constantFrom("a", "b", "c", "d");
const wish = record({ name: constantFrom("a", "b", "c", "d", "v", "w"), from: integer({ min: 0, max: 3 }) });
const need = tuple(constantFrom("plain", "plain", "or", "if"), wish, wish).map(
  ([kind, left, right]): Need =>
    kind === "plain" ? { kind, wish: left } : { kind: kind === "or" ? "or" : "if", left, right },
);
const thing = record({
  name: names,
  version: integer({ min: 1, max: 3 }),
  virtual: option(constantFrom("v", "w"), { nil: undefined, freq: 3 }),
  needs: array(need, { maxLength: 2 }),
  conflict: option(wish, { nil: undefined, freq: 5 }),
  obsoletes: option(names, { nil: undefined, freq: 12 }),
});
const available = array(thing, { maxLength: 7 }).map((things) =>
  distinct<Thing>(things, (one) => `${one.name}-${one.version}`),
);
const installed = array(thing, { maxLength: 3 }).map((things) => distinct<Thing>(things, ({ name }): string => name));

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function provides(one: Thing, { name, from }: Wish): boolean {
  return one.name === name ? one.version >= from : one.virtual === name;
}

function holds(set: readonly Thing[], one: Need): boolean {
  const is = (asked: Wish): boolean => set.some((other) => provides(other, asked));
  if (one.kind === "plain") return is(one.wish);
  return one.kind === "or" ? is(one.left) || is(one.right) : is(one.left) || !is(one.right);
}

/** What rpm would accept as the packages of a host. */
function isConsistent(set: readonly Thing[]): boolean {
  return set.every(
    (one) =>
      one.needs.every((asked) => holds(set, asked)) &&
      set.every(
        (other) =>
          other === one ||
          (other.name !== one.name &&
            (one.conflict === undefined || !provides(other, one.conflict)) &&
            one.obsoletes !== other.name),
      ),
  );
}

function subsets<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((all, item) => [...all, ...all.map((set) => [...set, item])], [[]]);
}

function textOf({ name, from }: Wish): string {
  return from === 0 ? name : `${name} >= ${from}`;
}

function packageOf(one: Thing): MadePackage {
  return {
    nevra: `${one.name}-${one.version}-1.noarch`,
    provides: one.virtual === undefined ? [] : [one.virtual],
    requires: one.needs.map((asked) =>
      asked.kind === "plain" ? textOf(asked.wish) : `(${textOf(asked.left)} ${asked.kind} ${textOf(asked.right)})`,
    ),
    conflicts: one.conflict === undefined ? [] : [textOf(one.conflict)],
    obsoletes: one.obsoletes === undefined || one.obsoletes === one.name ? [] : [one.obsoletes],
  };
}

function run(host: readonly Thing[], things: readonly Thing[], wanted: string, action: JobAction, mayGo: boolean) {
  const pool = madePool(host.map(packageOf), { target: things.map(packageOf) });
  const job = (kind: JobAction, selection: Job["selection"]): Job => ({ action: kind, selection, flags: 0 });
  const dependency = pool.strings.findText(wanted);
  const jobs = [
    ...(dependency === 0 ? [] : [job(action, { kind: "name", dependency })]),
    ...(mayGo ? [job("allowuninstall", { kind: "all" })] : []),
  ];
  return solve({ pool, jobs, flags: { ...defaultSolverFlags, allowdowngrade: true }, poolFlags: defaultPoolFlags });
}

function answerOf({ search }: Resolver, host: readonly Thing[], things: readonly Thing[]): Thing[] {
  return [...host, ...things].filter((_, index) => search.levels[index + 2]! > 0);
}

test("an install job has an answer exactly when some set of packages is one, and what is found is one", () =>
  assert(
    property(installed, available, names, boolean(), (host, things, wanted, mayGo) => {
      pre(isConsistent(host));
      pre([...host, ...things].some(({ name }) => name === wanted));
      const all = [...host, ...things];
      // Unless it may go, an installed package stays as itself, another version, or what obsoletes it.
      const keeps = (set: readonly Thing[], one: Thing): boolean =>
        set.some((other) => other.name === one.name || (!host.includes(other) && other.obsoletes === one.name));
      const isAnswer = (set: readonly Thing[]): boolean =>
        isConsistent(set) && set.some(({ name }) => name === wanted) && (mayGo || host.every((one) => keeps(set, one)));
      const resolver = run(host, things, wanted, "install", mayGo);
      expect(resolver.problems.length === 0).toBe(subsets(all).some(isAnswer));
      if (resolver.problems.length === 0) expect(isAnswer(answerOf(resolver, host, things))).toBe(true);
    }),
    { numRuns: 600 },
  ));

test("an erasure takes the package away, and leaves a host that is consistent", () =>
  assert(
    property(installed, available, names, (host, things, wanted) => {
      pre(isConsistent(host) && host.some(({ name }) => name === wanted));
      const resolver = run(host, things, wanted, "erase", true);
      expect(resolver.problems).toEqual([]);
      const answer = answerOf(resolver, host, things);
      expect(isConsistent(answer)).toBe(true);
      expect(answer.some(({ name }) => name === wanted)).toBe(false);
    }),
    { numRuns: 300 },
  ));

test("whatever the packages, a distro-sync that may erase comes to an end, the same one every time", () =>
  assert(
    property(installed, available, (host, things) => {
      const pool = madePool(host.map(packageOf), { target: things.map(packageOf) });
      const first = distroSync(pool, { allowErasing: true });
      expect(first.kind).not.toBe("gave-up");
      expect(distroSync(pool, { allowErasing: true })).toEqual(first);
    }),
    { numRuns: 300 },
  ));
