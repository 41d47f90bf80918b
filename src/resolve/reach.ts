import { BEST_SCORE } from "../package/architecture.ts";
import { kindBit } from "../package/dependency.ts";
import { forgetLists, type KeptLists, pushKept, VARIES } from "../pool/kept-lists.ts";
import { type DependencyRows, isInstallable, isInstalled, type PackageId, type Pool, SYSTEM } from "../pool/pool.ts";
import { type DependencyId, isRelation } from "../pool/relations.ts";
import { selectedPackages } from "./jobs.ts";
import { conjunctiveForm, conjunctiveFormOfNegation, isComplex, type NormalForm } from "./normal-form.ts";
import { hasOrAll, type Resolver } from "./resolver.ts";
import { updateCandidates } from "./update-candidates.ts";
import { isPossible } from "./weak-dependencies.ts";

/** Work of one closure over dependencies: `queue` holds packages not yet looked at. */
interface Reach {
  readonly resolver: Resolver;
  /** 1 for packages that are reached. */
  readonly added: Uint8Array;
  readonly queue: PackageId[];
  /** Per requirement by its number, what is known of it: its providers are reached, or it is a rich one. */
  readonly known: Uint8Array;
  /**
   * For what one package draws in by itself; empty between two packages. Left out for the first host of a pool: to note it
   * pays when it is asked for again.
   */
  readonly alone?: Reach;
}

/** Places for a mark per requirement, a power of 2, so that a room can give the same array to the next host. */
export function roomForRequirements({ requirements }: Pool): number {
  return 2 ** Math.ceil(Math.log2(requirements.count + 1));
}

const REACHED = 1;
const RICH = 2;

/**
 * Marks in `added` all packages that may take part: the host, its updates, the wishes, and what these may draw in. Rules are
 * made for those. A requirement that many packages share is gone through once. Source: libsolv, src/rules.c,
 * solver_addpkgrulesforsolvable, _updaters and _weak.
 */
export function reachPackages(resolver: Resolver): void {
  const { pool, jobs, added, room } = resolver;
  const marks = roomForRequirements(pool);
  const { drawn } = pool.providers;
  // What is kept for subject 0 is whether packages of lower architectures are among those drawn in.
  const withTwins = resolver.poolFlags.implicitobsoleteusescolors ? 1 : 2;
  const isAgain = drawn.starts[0] === withTwins;
  if (!isAgain) forgetLists(drawn);
  drawn.starts[0] = withTwins;
  const own: Reach = { resolver, added, queue: [], known: room.uint8(marks) };
  const reach: Reach = isAgain
    ? { ...own, alone: { resolver, added: room.uint8(pool.count), queue: [], known: room.uint8(marks) } }
    : own;
  added[SYSTEM] = 1;
  for (let id = pool.installedStart; id < pool.installedEnd; id++) visit(reach, id);
  for (let id = pool.installedStart; id < pool.installedEnd; id++) {
    const candidates = updateCandidates(resolver, id, "anything");
    for (let i = 0; i < candidates.length; i++) visit(reach, candidates[i]!);
  }
  for (const job of jobs)
    if (job.action === "install") for (const id of selectedPackages(pool, job.selection)) visit(reach, id);
  drawIn(reach);
  reachSupplementing(reach);
}

function visit({ added, queue }: Reach, id: PackageId): void {
  if (added[id] !== 0) return;
  added[id] = 1;
  queue.push(id);
}

const REQUIRES = kindBit("requires");
const CONFLICTS = kindBit("conflicts");
const RECOMMENDS = kindBit("recommends");
const SUGGESTS = kindBit("suggests");

const drawing = ["requires", "conflicts", "recommends", "suggests"] as const;

function drawIn(reach: Reach): void {
  const { resolver, queue, alone } = reach;
  const { drawn } = resolver.pool.providers;
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (alone === undefined || isInstalled(resolver.pool, id)) {
      drawInBy(reach, id);
      continue;
    }
    if (drawn.starts[id] === 0) noteDrawn(alone, drawn, id);
    const start = drawn.starts[id]!;
    if (start === VARIES) {
      drawInBy(reach, id);
      continue;
    }
    const { lists } = drawn;
    for (let at = start; lists[at] !== 0; at++) visit(reach, lists[at]!);
  }
}

function drawInBy(reach: Reach, id: PackageId): void {
  const { resolver } = reach;
  const { pool } = resolver;
  const kinds = pool.kinds[id]!;
  const tolerant = isTolerant(resolver, id);
  if ((kinds & REQUIRES) !== 0) visitRequired(reach, id, tolerant);
  if ((kinds & CONFLICTS) !== 0) visitConditions(reach, id, tolerant);
  visitLockStep(reach, id);
  if ((kinds & RECOMMENDS) !== 0) visitWanted(reach, pool.dependencies.recommends, id);
  if ((kinds & SUGGESTS) !== 0) visitWanted(reach, pool.dependencies.suggests, id);
}

/** Makes the list of what a package of the repositories draws in. Conditions of rich dependencies may be met by the host alone. */
function noteDrawn(alone: Reach, drawn: KeptLists, id: PackageId): void {
  const { pool } = alone.resolver;
  if (drawing.some((kind) => hasRich(pool, pool.dependencies[kind], id))) {
    drawn.starts[id] = VARIES;
    return;
  }
  drawInBy(alone, id);
  drawn.starts[id] = drawn.length;
  for (let other = alone.queue.pop(); other !== undefined; other = alone.queue.pop()) {
    alone.added[other] = 0;
    if (!isInstalled(pool, other)) pushKept(drawn, other);
  }
  pushKept(drawn, 0);
  const { offsets } = pool.dependencies.requires;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) alone.known[pool.requirements.numbers[i]!] = 0;
}

function hasRich(pool: Pool, { offsets, ids }: DependencyRows, id: PackageId): boolean {
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++)
    if (isRelation(ids[i]!) && isComplex(pool, ids[i]!)) return true;
  return false;
}

/** An installed package is not asked for what it lacks already, unless it is to be put right. */
export function isTolerant(resolver: Resolver, id: PackageId): boolean {
  return isInstalled(resolver.pool, id) && !hasOrAll(resolver.fix, id);
}

function visitRequired(reach: Reach, id: PackageId, tolerant: boolean): void {
  const { resolver, known } = reach;
  const { pool } = resolver;
  const { providers } = pool;
  const { offsets, ids } = pool.dependencies.requires;
  const { numbers } = pool.requirements;
  const end = offsets[id + 1]!;
  for (let i = offsets[id]!; i < end; i++) {
    const number = numbers[i]!;
    if (known[number] === REACHED) continue;
    const dependency = ids[i]!;
    if (isRich(reach, dependency, number)) {
      for (const block of blocksFor(resolver, id, requirementForm(resolver, dependency), tolerant))
        for (const literal of block) if (literal > 0) visit(reach, literal);
      continue;
    }
    const own = tolerant ? providers.hostProvider(dependency, id) : undefined;
    if (own === 0 || own === id) continue;
    const start = own === undefined ? providers.of(dependency) : providers.ofRepositories(dependency);
    const { lists } = providers;
    if (lists[start] === SYSTEM || lists[start] === 0) {
      known[number] = REACHED;
      continue;
    }
    if (own === undefined && ((tolerant && !holdsInstalled(resolver, lists, start)) || holds(lists, start, id)))
      continue;
    for (let at = start, other = lists[at]!; other !== 0; other = lists[++at]!) visit(reach, other);
    known[number] = REACHED;
  }
}

function isRich({ resolver, known }: Reach, dependency: DependencyId, number: number): boolean {
  if (!isRelation(dependency)) return false;
  if (known[number] === RICH) return true;
  if (!isComplex(resolver.pool, dependency)) return false;
  known[number] = RICH;
  return true;
}

/** Providers come by id: installed ones are together, mostly first. */
export function holdsInstalled({ pool }: Resolver, lists: Int32Array, start: number): boolean {
  const { installedStart, installedEnd } = pool;
  for (let at = start; lists[at] !== 0; at++)
    if (lists[at]! >= installedStart && lists[at]! < installedEnd) return true;
  return false;
}

export function holds(lists: Int32Array, start: number, id: PackageId): boolean {
  for (let at = start; lists[at] !== 0; at++) if (lists[at] === id) return true;
  return false;
}

export function requirementForm(resolver: Resolver, dependency: DependencyId): NormalForm {
  const known = resolver.forms.get(dependency);
  if (known !== undefined) return known;
  const form = conjunctiveForm(resolver.pool, dependency);
  resolver.forms.set(dependency, form);
  return form;
}

/** The blocks of a rich dependency that say something for a package: one that it fulfils itself does not. */
export function blocksFor(
  { pool }: Resolver,
  id: PackageId,
  form: NormalForm,
  tolerant: boolean,
): readonly (readonly number[])[] {
  if (form === "always" || form === "never") return [];
  return form.filter(
    (block) =>
      !block.includes(id) &&
      (!tolerant || block.some((literal) => isInstalled(pool, Math.abs(literal)) === literal > 0)),
  );
}

/** A rich conflict may need packages to be there. */
function visitConditions(reach: Reach, id: PackageId, tolerant: boolean): void {
  const { resolver } = reach;
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.conflicts;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    if (!isRelation(dependency) || !isComplex(pool, dependency)) continue;
    for (const block of blocksFor(resolver, id, conjunctiveFormOfNegation(pool, dependency), tolerant))
      for (const literal of block) if (literal > 0) visit(reach, literal);
  }
}

/** A multilib host keeps both word sizes of a package at one version: rules for the lower ones are needed as well. */
function visitLockStep(reach: Reach, id: PackageId): void {
  const { pool, poolFlags } = reach.resolver;
  const score = pool.archScores[id]!;
  if (!poolFlags.implicitobsoleteusescolors || score <= BEST_SCORE) return;
  const { evrs, archScores } = pool;
  const { groups, first, next } = pool.providers.namesakes;
  for (let other = first[groups[id]!]!; other !== 0; other = next[other]!) {
    const otherScore = archScores[other]!;
    if (otherScore < 2 || otherScore >= score) continue;
    if (evrs[other] === evrs[id]) visit(reach, other);
  }
}

function visitWanted(reach: Reach, rows: DependencyRows, id: PackageId): void {
  const { resolver } = reach;
  const { pool } = resolver;
  const { offsets, ids } = rows;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const dependency = ids[i]!;
    if (isRelation(dependency) && isComplex(pool, dependency)) {
      const form = requirementForm(resolver, dependency);
      if (form !== "never" && form !== "always")
        for (const block of form) for (const literal of block) if (literal > 0) visit(reach, literal);
      continue;
    }
    let at = pool.providers.of(dependency);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) visit(reach, other);
  }
}

/** Packages that what is there already may supplement or enhance, until there are no more. */
function reachSupplementing(reach: Reach): void {
  const { resolver } = reach;
  const { pool, added } = resolver;
  const { supplements, enhances } = pool.dependencies;
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of pool.weakly) {
      if (added[id] !== 0 || (!isInstalled(pool, id) && !isInstallable(pool, id))) continue;
      if (!mayBeWanted(resolver, supplements, id) && !mayBeWanted(resolver, enhances, id)) continue;
      visit(reach, id);
      drawIn(reach);
      changed = true;
    }
  }
}

function mayBeWanted(resolver: Resolver, { offsets, ids }: DependencyRows, id: PackageId): boolean {
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) if (isPossible(resolver, ids[i]!, resolver.added)) return true;
  return false;
}
