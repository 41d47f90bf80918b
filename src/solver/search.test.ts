import { array, assert, constantFrom, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { decide, GAVE_UP } from "./decide.ts";
import { addRule, createRules, literalsOf, type Rules } from "./rules.ts";
import { assign, createSearch, isTrue, propagate, type Search, watchRules } from "./search.ts";
import { compareRules, unifyRules } from "./unify-rules.ts";

const VARIABLES = 8;

const clauses = array(
  array(
    integer({ min: 1, max: VARIABLES }).chain((variable) => constantFrom(variable, -variable)),
    {
      minLength: 1,
      maxLength: 4,
    },
  ).map((literals) => [...new Set(literals)]),
  { maxLength: 28 },
).map((all) => all.filter((clause) => !clause.some((literal) => clause.includes(-literal))));

/** Tries all assignments. */
function isSolvable(all: readonly (readonly number[])[]): boolean {
  for (let bits = 0; bits < 1 << VARIABLES; bits++) {
    const holds = (literal: number): boolean => ((bits >> (Math.abs(literal) - 1)) & 1) === (literal > 0 ? 1 : 0);
    if (all.every((clause) => clause.some(holds))) return true;
  }
  return false;
}

function searchOf(all: readonly (readonly number[])[]): Search {
  const rules = createRules(4, 4);
  for (const clause of all) addRule(rules, clause);
  const search = createSearch(rules, VARIABLES);
  watchRules(search);
  return search;
}

/** Decides variables in order, false first, until all are decided; false when the rules contradict each other. */
function solveAll(search: Search, look: () => void): boolean {
  const { rules } = search;
  let level = 1;
  for (const rule of search.assertions) {
    const literal = rules.literals[rules.start[rule]!]!;
    if (isTrue(search, -literal)) return false;
    if (!isTrue(search, literal)) assign(search, literal, 1, rule);
  }
  if (propagate(search, 1) !== 0) return false;
  for (;;) {
    look();
    const open = search.levels.findIndex((at, variable) => variable > 0 && at === 0);
    if (open < 0) return true;
    level = decide(search, level, -open, 0, 0, () => GAVE_UP);
    if (level === GAVE_UP) return false;
  }
}

/** What must hold whenever nothing is left to propagate. */
function checkInvariants(search: Search): void {
  const { rules, levels, trail, trailLength } = search;
  expect(search.propagated).toBe(trailLength);
  const decided = Array.from(trail.subarray(0, trailLength), Math.abs);
  expect(new Set(decided).size).toBe(trailLength);
  expect(levels.filter((at) => at !== 0).length).toBe(trailLength);
  for (let rule = 1; rule < rules.count; rule++) {
    const literals = literalsOf(rules, rule);
    if (literals.length < 2) continue;
    const watched = Array.from(rules.watched.subarray(4 * rule, 4 * rule + 2));
    expect(watched.every((literal) => literals.includes(literal))).toBe(true);
    for (const literal of watched) expect(chainOf(search, literal)).toContain(rule);
    // A false watch is only left alone beside a true one, or when the rule has nothing else to offer.
    const [one = 0, other = 0] = watched;
    if (isTrue(search, -one) && !isTrue(search, other))
      expect(literals.some((literal) => isTrue(search, literal))).toBe(true);
  }
}

function chainOf(search: Search, literal: number): number[] {
  const { rules, watches, variables } = search;
  const found: number[] = [];
  for (let rule = watches[variables + literal]!; rule !== 0; ) {
    found.push(rule);
    rule = rules.watched[4 * rule + (rules.watched[4 * rule] === literal ? 2 : 3)]!;
  }
  return found;
}

test("the search finds an answer exactly when there is one, and it fulfils every rule", () => {
  assert(
    property(clauses, (all) => {
      const search = searchOf(all);
      const solved = solveAll(search, () => checkInvariants(search));
      expect(solved).toBe(isSolvable(all));
      if (solved) for (const clause of all) expect(clause.some((literal) => isTrue(search, literal))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("learnt rules follow from the given ones, and their proofs name rules made before them", () => {
  assert(
    property(clauses, (all) => {
      const search = searchOf(all);
      solveAll(search, () => undefined);
      const { rules, learntStart, learntWhy, proofs } = search;
      expect(search.seen.includes(1)).toBe(false);
      for (let rule = learntStart; rule < rules.count; rule++) {
        const learnt = Array.from(literalsOf(rules, rule));
        expect(isSolvable([...all, ...learnt.map((literal) => [-literal])])).toBe(false);
        for (let at = learntWhy[rule - learntStart]!; proofs[at] !== 0; at++) expect(proofs[at]).toBeLessThan(rule);
      }
    }),
  );
});

test("the search gives up at its limit of conflicts", () => {
  // Nine pigeons, eight holes: no short proof exists.
  const holes = 8;
  const rules = createRules();
  const sits = (pigeon: number, hole: number): number => pigeon * holes + hole + 1;
  for (let pigeon = 0; pigeon <= holes; pigeon++)
    addRule(
      rules,
      Array.from({ length: holes }, (_, hole) => sits(pigeon, hole)),
    );
  for (let hole = 0; hole < holes; hole++)
    for (let one = 0; one <= holes; one++)
      for (let other = 0; other < one; other++) addRule(rules, [-sits(one, hole), -sits(other, hole)]);
  const search = createSearch(rules, (holes + 1) * holes);
  watchRules(search);
  search.conflictLimit = 50;
  let level = 1;
  while (level > 0) {
    const open = search.levels.findIndex((at, variable) => variable > 0 && at === 0);
    level = decide(search, level, open, 0, 0, () => GAVE_UP);
  }
  expect(level).toBe(GAVE_UP);
  expect(search.conflicts).toBe(50);
});

test("unifyRules() sorts by literals, the missing one counting as 0, and drops what is there twice", () => {
  const rules = createRules();
  const given = [[-2, 5], [-3, 4], [-2], [-2, 5], [-3, -1], [-3], [-3, 4, 6], [-3, 4]];
  for (const literals of given) addRule(rules, literals);
  unifyRules(rules, 10);
  expect(shown(rules)).toEqual([[-3, -1], [-3], [-3, 4], [-3, 4, 6], [-2], [-2, 5]]);
  for (let rule = 2; rule < rules.count; rule++) expect(compareRules(rules, rule - 1, rule)).toBeLessThan(0);
});

function shown(rules: Rules): number[][] {
  return Array.from({ length: rules.count - 1 }, (_, index) => Array.from(literalsOf(rules, index + 1)));
}
