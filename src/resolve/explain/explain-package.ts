import { compareEvrs, isIdentical, isInstalled, type PackageId, type Pool } from "../../pool/pool.ts";
import { runDistroSync, type SyncRun } from "../distro-sync.ts";
import { matchesPattern } from "../package-pattern.ts";
import { nameOf, nevraOf } from "../package-words.ts";
import { has } from "../resolver.ts";
import { keepWords } from "../solution-words.ts";
import { readTransaction, type Transaction } from "../transaction.ts";
import { alternativesTo } from "./alternatives-to.ts";
import { comingOf } from "./chain-of-package.ts";
import { chainOfProblem, isAbout } from "./chain-of-problem.ts";
import type { Chain, Explanation, Fate } from "./explanation.ts";
import { attemptsOf, eraseJob, installJob, pricedChoices } from "./priced-choices.ts";
import { dependantsOf, neededSentence } from "./requirers.ts";
import { type Attempt, type Situation, solveOtherwise, solveWith } from "./situation.ts";
import { replacementSentence, someOf } from "./step-sentence.ts";

const THE_MOVE = "the move: each installed package becomes the target's build";
const NOBODY = "nobody: what the target does not have stays as it is";

/** What becomes of a package of the situation's pool, why, and what could be done instead. */
export function explainPackage(situation: Situation, id: PackageId): Explanation {
  const { pool, shown, transaction } = situation;
  if (transaction === undefined) return undecided(situation, id);
  const read = readTransaction(shown.result);
  const isThere = shown.result.search.levels[id]! > 0;
  if (!isInstalled(pool, id)) return isThere ? coming(situation, id, read) : absent(situation, id);
  if (isThere) return staying(situation, id);
  const by = read.replacedBy.get(id)?.[0];
  return by === undefined ? removed(situation, id) : replaced(situation, id, by);
}

/** What was learnt of a package, without what could be done. */
type Told = Omit<Explanation, "package" | "choices" | "alternatives" | "asked"> &
  Partial<Pick<Explanation, "alternatives" | "asked">>;

function told(situation: Situation, id: PackageId, what: Told, attempts: readonly Attempt[]): Explanation {
  const { pool } = situation;
  const nevra = nevraOf(pool, id);
  const own = pricedChoices(situation, attempts);
  // What Ferry, a limit or the target's own build decides no further repository changes.
  const offers = what.asked === undefined ? situation.offersFor(nevra, nameOf(pool, id), what.fate) : [];
  const offered = pricedChoices(situation, offers, nevra);
  return {
    package: nevra,
    alternatives: [],
    asked: what.fate === "kept" ? NOBODY : THE_MOVE,
    ...what,
    choices: [...own, ...offered],
  };
}

function removed(situation: Situation, id: PackageId): Explanation {
  const { pool, shown, options } = situation;
  const nevra = nevraOf(pool, id);
  const what = `${nevra} is removed`;
  const erased = options.erase?.find(({ name }) => name === nameOf(pool, id));
  if (erased !== undefined) {
    const because = [erased.why];
    return told(
      situation,
      id,
      { fate: "removed", what, because, so: `${nevra} goes`, asked: "Ferry, for the new release" },
      [],
    );
  }
  const isOverLimit = shown.limits.some(
    ({ action, selection }) => action === "erase" && selection.kind === "package" && selection.id === id,
  );
  if (isOverLimit) {
    const because = [`more versions of ${nameOf(pool, id)} would be installed than may stay side by side`];
    const asked = `the limit of versions side by side (installonly_limit=${options.installonlyLimit ?? 3})`;
    return told(situation, id, { fate: "removed", what, because, so: `the oldest, ${nevra}, goes`, asked }, []);
  }
  const contradiction = contradictionOf(situation, id);
  const chain = contradiction?.chain ?? { because: [nothingHolds(situation, id)], so: `${nevra} goes` };
  const dependants = dependantsOf(situation, id);
  const along = dependants.length === 0 ? "" : ` and what requires it (${someOf(dependants)})`;
  return told(situation, id, { fate: "removed", what, ...chain }, [
    ...(contradiction?.attempts ?? []),
    { what: keepWords(pool, id), solve: () => solveWith(situation, [installJob(id)]) },
    { what: `remove ${nevra}${along}`, solve: () => solveWith(situation, [eraseJob(id)]) },
  ]);
}

/** The problem that an installed package is part of, or would be if it had to stay. */
function contradictionOf(
  situation: Situation,
  id: PackageId,
): { readonly chain: Chain; readonly attempts: readonly Attempt[] } | undefined {
  const { pool, options, strict } = situation;
  const own = problemAbout(strict, id);
  const run =
    own === undefined
      ? runDistroSync(pool, { ...options, wishes: [...(options.wishes ?? []), installJob(id)] })
      : strict;
  const problem = own ?? problemAbout(run, id);
  if (problem === undefined) return undefined;
  const chain = chainOfProblem(run.result, problem.proof);
  return { chain, attempts: attemptsOf(run.result, problem.rules, (wishes) => solveWith(situation, wishes)) };
}

function problemAbout({ result }: SyncRun, id: PackageId): SyncRun["result"]["problems"][number] | undefined {
  return result.problems.find(({ proof }) => isAbout(result, proof, id));
}

function nothingHolds({ pool }: Situation, id: PackageId): string {
  return `no repository of the target has ${nevraOf(pool, id)}, and nothing in the result requires it`;
}

function replaced(situation: Situation, id: PackageId, by: PackageId): Explanation {
  const { pool, shown } = situation;
  const [nevra, now] = [nevraOf(pool, id), nevraOf(pool, by)];
  const order = compareEvrs(pool, pool.evrs[by]!, pool.evrs[id]!);
  const isSameName = pool.names[by] === pool.names[id];
  const fate: Fate = !isSameName ? "replaced" : order > 0 ? "upgraded" : order < 0 ? "downgraded" : "rebuilt";
  const verb = { upgraded: "upgraded to", downgraded: "downgraded to", rebuilt: "replaced by the target's build" }[
    fate as string
  ];
  const what = `${nevra} is ${verb ?? "replaced by"}${fate === "rebuilt" ? "" : ` ${now}`}`;
  const sentence = isSameName
    ? replacementSentence(pool, id, by)
    : `${now} obsoletes ${nameOf(pool, id)}, which is installed as ${nevra}`;
  const so = isSameName ? `${now} takes its place` : `${now} comes in, and ${nevra} goes`;
  const alternatives = alternativesTo(
    shown.result,
    by,
    available(pool, id).filter((other) => other !== by),
  );
  return told(situation, id, { fate, what, because: [sentence], so, alternatives }, [
    { what: keepWords(pool, id), solve: () => solveWith(situation, [installJob(id)]) },
  ]);
}

function staying(situation: Situation, id: PackageId): Explanation {
  const { pool, shown } = situation;
  const nevra = nevraOf(pool, id);
  const candidates = available(pool, id);
  const twin = candidates.find((other) => isIdentical(pool, other, id));
  const kept = { fate: "kept", what: `${nevra} stays as it is` } as const;
  if (twin !== undefined)
    return told(
      situation,
      id,
      { ...kept, because: ["the target has the very same build"], so: "there is nothing to do" },
      [],
    );
  const remove = { what: `remove ${nevra}`, solve: () => solveWith(situation, [eraseJob(id)]) };
  const needed = neededSentence(situation, id);
  if (candidates.length === 0) {
    const because = [`no repository of the target has any build of ${nameOf(pool, id)}`, ...needed];
    const so = `${nevra} stays, and nobody brings updates for it`;
    return told(situation, id, { ...kept, because, so }, [remove]);
  }
  if (has(shown.result.multiversion, id)) {
    const because = [`several versions of ${nameOf(pool, id)} stand side by side`];
    const asked = "the list of packages that several versions are kept of (installonlypkgs)";
    return told(situation, id, { ...kept, because, so: `${nevra} stays beside the new one`, asked }, []);
  }
  const held = { fate: "held back", what: `${nevra} is held back` } as const;
  const alternatives = alternativesTo(shown.result, id, candidates);
  const open = candidates.filter((other) => pool.considered[other] === 1 && pool.archScores[other] !== 0);
  const best = open.toSorted((left, right) => -compareEvrs(pool, pool.evrs[left]!, pool.evrs[right]!))[0];
  if (best === undefined) {
    const because = [
      `${someOf(candidates.map((other) => nevraOf(pool, other)))} of the target's repositories cannot be considered: hidden by an exclude or by a module's stream, or not for this machine`,
    ];
    return told(situation, id, { ...held, because, so: `${nevra} stays`, alternatives }, [
      ...withoutExcludes(situation, candidates),
      remove,
    ]);
  }
  const contradiction = contradictionOf(situation, best);
  const chain = contradiction?.chain ?? {
    because: [`${nevraOf(pool, best)} would be there, and nothing contradicts it`],
    so: `${nevra} stays, because the other wishes come first`,
  };
  return told(situation, id, { ...held, ...chain, alternatives }, [
    ...(contradiction?.attempts ?? []),
    { what: `take ${nevraOf(pool, best)}`, solve: () => solveWith(situation, [installJob(best)]) },
    remove,
  ]);
}

function coming(situation: Situation, id: PackageId, { replaces }: Transaction): Explanation {
  const { pool, shown } = situation;
  const nevra = nevraOf(pool, id);
  const { because, root, choices } = comingOf(shown.result, id);
  const of = (replaces.get(id) ?? []).map((other) => nevraOf(pool, other));
  const asked = {
    replaces: THE_MOVE,
    wish: "Ferry, for the new release",
    weak: "nobody: it is only recommended",
    needed: THE_MOVE,
  }[root];
  const what = of.length === 0 ? `${nevra} comes in as a new package` : `${nevra} takes the place of ${someOf(of)}`;
  const alternatives = alternativesTo(shown.result, id, choices);
  const so = `${nevra} ${of.length === 0 ? "comes in" : "takes its place"}`;
  return told(situation, id, { fate: "new", what, because, so, asked, alternatives }, [
    { what: `do without ${nevra}`, solve: () => solveWith(situation, [eraseJob(id)]) },
  ]);
}

function absent(situation: Situation, id: PackageId): Explanation {
  const { pool, shown } = situation;
  const nevra = nevraOf(pool, id);
  const isHidden = pool.considered[id] === 0;
  const because = isHidden
    ? `${nevra} is hidden by an exclude or by a module's stream`
    : shown.result.search.levels[id]! < 0
      ? `${nevra} is not installed, and the target has something that goes before it`
      : `${nevra} is not installed, and nothing in the result requires it`;
  const what = `${nevra} is not installed and does not come in`;
  return told(situation, id, { fate: "not installed", what, because: [because], so: "it stays out", asked: "nobody" }, [
    { what: `install ${nevra}`, solve: () => solveWith(situation, [installJob(id)]) },
  ]);
}

/** Nothing solves, not even by letting packages go. */
function undecided(situation: Situation, id: PackageId): Explanation {
  const { pool, strict } = situation;
  const nevra = nevraOf(pool, id);
  const problem = problemAbout(strict, id);
  const what = `what becomes of ${nevra} is open: no transaction can be computed`;
  if (problem === undefined) {
    const because = ["other packages contradict each other; this one has no part in it"];
    return told(situation, id, { fate: "undecided", what, because, so: "solve those problems first" }, []);
  }
  const chain = chainOfProblem(strict.result, problem.proof);
  return told(
    situation,
    id,
    { fate: "undecided", what, ...chain },
    attemptsOf(strict.result, problem.rules, (wishes) => solveWith(situation, wishes)),
  );
}

/** What of a package's builds a pattern of excludepkgs hides, taken without that pattern. */
function withoutExcludes(situation: Situation, candidates: readonly PackageId[]): readonly Attempt[] {
  const { pool, options } = situation;
  const hiding = (options.excludes ?? []).filter((pattern) => {
    const hidden = new Set(matchesPattern(pool, pattern));
    return candidates.some((id) => hidden.has(id));
  });
  return hiding.map((pattern) => ({
    what: `drop the exclude "${pattern}"`,
    solve: () => solveOtherwise(situation, { excludes: (options.excludes ?? []).filter((other) => other !== pattern) }),
  }));
}

/** All builds of the name in the target's repositories. */
function available(pool: Pool, id: PackageId): PackageId[] {
  const found: PackageId[] = [];
  for (let other = 2; other < pool.count; other++)
    if (pool.names[other] === pool.names[id] && !isInstalled(pool, other)) found.push(other);
  return found;
}
