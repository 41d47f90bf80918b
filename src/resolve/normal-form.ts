import type { Pool } from "../pool/pool.ts";
import { matchesPackage, SYSTEM } from "../pool/pool.ts";
import { type DependencyId, isRelation, relationIndex } from "../pool/relations.ts";
import { AND, ELSE, IF, OR, UNLESS } from "../pool/rich-relations.ts";
import { providersOf } from "./jobs.ts";

/** Literals, ascending: an "or" in conjunctive form, an "and" in disjunctive form. */
type Block = readonly number[];

/** A rich dependency in normal form: never true, always true, or blocks of literals (positive: installed). */
export type NormalForm = "never" | "always" | readonly Block[];

interface Form {
  /** Disjunctive ("or" of "and" blocks) instead of conjunctive. */
  readonly disjunctive: boolean;
  /** Match names only, not provides. */
  readonly byName: boolean;
}

/** More literals than this in one normal form come from no sane package; the dependency then counts as never true. */
const MOST_LITERALS = 1 << 20;

/** Whether a dependency needs a normal form: it holds an "and", an "if" or an "unless" (libsolv, src/cplxdeps.c). */
export function isComplex(pool: Pool, dependency: DependencyId): boolean {
  let id = dependency;
  while (isRelation(id)) {
    const index = relationIndex(id);
    const flags = pool.relations.flags[index]!;
    if (flags === AND || flags === IF || flags === UNLESS) return true;
    if (flags !== OR) return false;
    if (isComplex(pool, pool.relations.names[index]!)) return true;
    id = pool.relations.evrs[index]!;
  }
  return false;
}

/** What must hold for the dependency to hold: every block has a true literal. */
export function conjunctiveForm(pool: Pool, dependency: DependencyId, byName = false): NormalForm {
  return normalise(pool, dependency, { disjunctive: false, byName });
}

/** What must hold for the dependency not to hold: the negated disjunctive form, again blocks with a true literal each. */
export function conjunctiveFormOfNegation(pool: Pool, dependency: DependencyId, byName = false): NormalForm {
  return invert(normalise(pool, dependency, { disjunctive: true, byName }));
}

function normalise(pool: Pool, dependency: DependencyId, form: Form): NormalForm {
  if (!isComplex(pool, dependency)) return ofProviders(pool, dependency, form);
  const index = relationIndex(dependency);
  const left = pool.relations.names[index]!;
  const right = pool.relations.evrs[index]!;
  const not = (id: DependencyId): NormalForm =>
    invert(normalise(pool, id, { ...form, disjunctive: !form.disjunctive }));
  const of = (id: DependencyId): NormalForm => normalise(pool, id, form);
  const otherwise = elseOf(pool, right);
  switch (pool.relations.flags[index]!) {
    case IF:
      if (otherwise === undefined) return either(of(left), not(right), form);
      return both(
        either(of(left), not(otherwise.condition), form),
        either(of(otherwise.condition), of(otherwise.other), form),
        form,
      );
    case UNLESS:
      if (otherwise === undefined) return both(of(left), not(right), form);
      return either(
        both(of(left), not(otherwise.condition), form),
        both(of(otherwise.condition), of(otherwise.other), form),
        form,
      );
    case OR:
      return either(of(left), of(right), form);
    default:
      return both(of(left), of(right), form);
  }
}

function elseOf(
  pool: Pool,
  dependency: DependencyId,
): { readonly condition: DependencyId; readonly other: DependencyId } | undefined {
  if (!isRelation(dependency)) return undefined;
  const index = relationIndex(dependency);
  if (pool.relations.flags[index] !== ELSE) return undefined;
  return { condition: pool.relations.names[index]!, other: pool.relations.evrs[index]! };
}

function ofProviders(pool: Pool, dependency: DependencyId, form: Form): NormalForm {
  const providers = providersOf(pool, dependency);
  if (providers[0] === SYSTEM) return "always";
  let ids = form.byName ? providers.filter((id) => matchesPackage(pool, id, dependency)) : providers;
  if (ids.length === 0) return "never";
  // A namespace may tell its providers in any order.
  if (ids.some((id, index) => index > 0 && ids[index - 1]! >= id)) ids = [...new Set(ids)].sort((a, b) => a - b);
  return form.disjunctive ? ids.map((id) => [id]) : [ids];
}

function invert(form: NormalForm): NormalForm {
  if (form === "never") return "always";
  if (form === "always") return "never";
  return form.map((block) => block.map((literal) => -literal).reverse());
}

function either(left: NormalForm, right: NormalForm, form: Form): NormalForm {
  if (left === "always" || right === "always") return "always";
  if (left === "never") return right;
  if (right === "never") return left;
  return form.disjunctive ? [...left, ...right] : distribute(left, right, "always");
}

function both(left: NormalForm, right: NormalForm, form: Form): NormalForm {
  if (left === "never" || right === "never") return "never";
  if (left === "always") return right;
  if (right === "always") return left;
  return form.disjunctive ? distribute(left, right, "never") : [...left, ...right];
}

/** Every block of one side merged with every block of the other; a block with a literal and its negation says nothing. */
function distribute(left: readonly Block[], right: readonly Block[], nothing: NormalForm): NormalForm {
  const blocks: Block[] = [];
  let literals = 0;
  for (const one of left)
    for (const other of right) {
      literals += one.length + other.length;
      if (literals > MOST_LITERALS) return "never";
      const merged = merge(one, other);
      if (!holdsBoth(merged)) blocks.push(merged);
    }
  return blocks.length === 0 ? nothing : blocks;
}

/** Two blocks as one, each literal once. */
function merge(one: Block, other: Block): Block {
  const merged: number[] = [];
  let i = 0;
  let j = 0;
  while (i < one.length || j < other.length) {
    const left = one[i] ?? Infinity;
    const right = other[j] ?? Infinity;
    merged.push(Math.min(left, right));
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return merged;
}

function holdsBoth(block: Block): boolean {
  // Ascending: negative ones come first.
  if (block[0]! > 0 || block[block.length - 1]! < 0) return false;
  const all = new Set(block);
  return block.some((literal) => literal > 0 && all.has(-literal));
}
