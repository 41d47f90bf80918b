import { expect, test } from "vitest";
import { madePool } from "../../test/support/made-host.ts";
import { runDistroSync } from "./distro-sync.ts";
import { dependencyOf, nevraOf } from "./package-words.ts";
import { ruleText } from "./problem-text.ts";
import { packageRuleInfos } from "./rule-info.ts";

/** What libsolv 0.7.23 says of the rules that a conflict makes: src/rules.c, addpkgruleinfo. */
test.each([
  ["(a if b)", ["a-1-1.noarch", "<NULL>"]],
  ["(a unless b else c)", ["a-1-1.noarch", "<NULL>"]],
])("conflicting with %s is told with those who provide it", (conflict, providers) => {
  const target = ["a-1-1.noarch", "b-1-1.noarch", "c-1-1.noarch", { nevra: "x-2-1.noarch", conflicts: [conflict] }];
  const pool = madePool(["x-1-1.noarch", "a-1-1.noarch", "b-1-1.noarch", "c-1-1.noarch"], { target });
  const { result } = runDistroSync(pool, { best: false });
  const words = {
    pool,
    packageText: (id: number) => nevraOf(pool, id),
    dependencyText: (id: number) => dependencyOf(pool, id),
    hidden: () => "",
  };
  const told = new Set<string>();
  for (let rule = 1; rule < result.packageRulesEnd; rule++)
    for (const info of packageRuleInfos(result, rule)) if (info.kind === "conflicts") told.add(ruleText(words, info));
  expect([...told].toSorted()).toEqual(
    providers.map((provider) => `package x-2-1.noarch conflicts with ${conflict} provided by ${provider}`).toSorted(),
  );
});
