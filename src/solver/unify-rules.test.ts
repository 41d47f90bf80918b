import { expect, test } from "vitest";
import { addRule, createRules, literalsOf } from "./rules.ts";
import { unifyRules } from "./unify-rules.ts";

/** As `testsolv -vvvvv` of libsolv 0.7.23 prints such rules (oracle, problems 793-2). */
test("pairs stand before longer rules that begin alike, others where the missing literal is 0", () => {
  const rules = createRules(16, 64);
  const made = [[-9, -8, -3], [-9, -8], [-9, 4], [-9, -8, 2], [-9, -8, -3, -1], [-9], [-9, -8], [-9, -8, 2, 3]];
  for (const literals of made) addRule(rules, literals);
  unifyRules(rules, 10);
  const found = Array.from({ length: rules.count - 1 }, (_, index) => Array.from(literalsOf(rules, index + 1)));
  expect(found).toEqual([[-9, -8], [-9, -8, -3, -1], [-9, -8, -3], [-9, -8, 2], [-9, -8, 2, 3], [-9], [-9, 4]]);
});
