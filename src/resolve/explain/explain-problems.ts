import { chainOfProblem } from "./chain-of-problem.ts";
import type { ExplainedProblem } from "./explanation.ts";
import { attemptsOf, pricedChoices } from "./priced-choices.ts";
import type { Situation } from "./situation.ts";

/** More problems than this are told without prices: each price is a solve of its own. */
const MOST_PRICED = 20;

/** What stops a host, each with the chain to the contradiction and the ways out that were solved through. */
export function explainProblems(situation: Situation): readonly ExplainedProblem[] {
  const { result } = situation.strict;
  const read = result.problems.slice().map(({ proof, rules }, index) => ({
    chain: chainOfProblem(result, proof),
    attempts: index < MOST_PRICED ? attemptsOf(situation, result, rules) : [],
  }));
  return read.map(({ chain, attempts }) => ({ ...chain, choices: pricedChoices(situation, attempts) }));
}
