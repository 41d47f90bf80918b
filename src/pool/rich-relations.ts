import { parseRichDependency, type RichDependency, type RichOperator } from "../package/rich-dependency.ts";
import type { Interner } from "./interner.ts";
import type { DependencyId, Relations } from "./relations.ts";

/**
 * Flags of relations whose two sides are dependencies themselves, above the comparison bits. `AND` to `ELSE` are rich
 * dependencies, `ARCH` is "name.arch", `NAMESPACE` is "namespace:name(argument)": libsolv's testcases use the last two.
 */
export const AND = 16;
export const OR = 17;
export const WITH = 18;
export const NAMESPACE = 19;
export const ARCH = 20;
export const IF = 22;
export const ELSE = 26;
export const WITHOUT = 29;
export const UNLESS = 30;

/** Comparisons are below, operators from here on. */
export const FIRST_OPERATOR = 8;

const operatorFlags: Readonly<Record<RichOperator, number>> = {
  and: AND,
  or: OR,
  with: WITH,
  without: WITHOUT,
  if: IF,
  unless: UNLESS,
  else: ELSE,
};

/** The dependency id of a text: rich where it reads as rich, else the plain name. */
export function internRichText(strings: Interner, relations: Relations, text: string): DependencyId {
  const tree = parseRichDependency(text);
  return tree === undefined ? strings.idOfText(text) : internTree(strings, relations, tree);
}

function internTree(strings: Interner, relations: Relations, tree: RichDependency): DependencyId {
  if (tree.kind === "simple") {
    const { name, flags, evr } = tree.dependency;
    const id = strings.idOfText(name);
    return flags === 0 ? id : relations.idOf(id, flags, strings.idOfText(evr));
  }
  const left = internTree(strings, relations, tree.left);
  const right = internTree(strings, relations, tree.right);
  return relations.idOf(left, operatorFlags[tree.operator], right);
}
