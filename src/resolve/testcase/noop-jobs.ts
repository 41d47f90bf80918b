import { type DependencyKind, dependencyKinds } from "../../package/dependency.ts";
import { compareEvrs, type Pool } from "../../pool/pool.ts";
import type { Job } from "../jobs.ts";
import { operatorFlags, parseDependencyText } from "./dependency-text.ts";
import { rewriteSuseDependency } from "./suse-dependencies.ts";
import type { Command } from "./testcase.ts";
import { TestcaseError } from "./testcase-error.ts";

/** Testcases of comparing and of dependency texts give their result as a job that does nothing. */
function noop(dependency: number): Job {
  return { action: "noop", selection: { kind: "provides", dependency }, flags: 0 };
}

/** `evrcmp A B`: how two versions compare, as "A < B". */
export function evrComparison(pool: Pool, [left = "", right = ""]: readonly string[]): Job {
  const { strings, relations } = pool;
  const [one, other] = [strings.idOfText(left), strings.idOfText(right)];
  const order = compareEvrs(pool, one, other);
  return noop(relations.idOf(one, operatorFlags(order < 0 ? "<" : order > 0 ? ">" : "="), other));
}

/** `genid …` lines put a dependency together, a step a line: what is made of the stack they work on. */
export function genidDependency(pool: Pool, steps: readonly Command[]): Job {
  const stack: number[] = [];
  const pop = (step: Command): number => {
    const id = stack.pop();
    if (id === undefined)
      throw new TestcaseError(`Cannot run testcase: line ${step.line} takes from an empty stack of dependencies`);
    return id;
  };
  for (const step of steps) {
    const [what = "", ...rest] = step.words;
    const text = rest.join(" ");
    if (what === "lit") stack.push(pool.strings.idOfText(text));
    else if (what === "null") stack.push(0);
    else if (what === "dep") stack.push(parseDependencyText(pool, text));
    else if (what === "susedep") stack.push(rewriteSuseDependency(pool, kindOf(text, step), pop(step)));
    else if (what === "op") {
      const right = pop(step);
      stack.push(pool.relations.idOf(pop(step), operatorFlags(text), right));
    } else throw new TestcaseError(`Cannot run testcase: line ${step.line} has the unknown step "genid ${what}"`);
  }
  const last = steps.at(-1)!;
  return noop(pop(last));
}

/** "solvable:requires" as libsolv names it. */
export function kindOf(text: string, step: Command): DependencyKind {
  const kind = dependencyKinds.find((name) => text === `solvable:${name}`);
  if (kind === undefined)
    throw new TestcaseError(`Cannot run testcase: line ${step.line} names the unknown dependencies "${text}"`);
  return kind;
}
