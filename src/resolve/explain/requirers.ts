import { isInstalled, type PackageId } from "../../pool/pool.ts";
import { providersOf } from "../jobs.ts";
import { nevraOf } from "../package-words.ts";
import type { Situation } from "./situation.ts";
import { someOf } from "./step-sentence.ts";

/** Who in the result requires a package, as a sentence; none where nobody does. */
export function neededSentence(situation: Situation, id: PackageId): readonly string[] {
  const requirers = requirersOf(situation, new Set([id]), (other) => situation.shown.result.search.levels[other]! > 0);
  const names = requirers.map((other) => nevraOf(situation.pool, other));
  return names.length === 0 ? [] : [`${someOf(names)} ${names.length === 1 ? "requires" : "require"} it`];
}

/** Installed packages that go too, because they require this one or one that requires it. NEVRAs. */
export function dependantsOf(situation: Situation, id: PackageId): readonly string[] {
  const { pool, shown } = situation;
  const gone = new Set([id]);
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const other of requirersOf(
      situation,
      gone,
      (one) => isInstalled(pool, one) && shown.result.search.levels[one]! <= 0,
    ))
      gone.add(other);
  }
  return [...gone].filter((other) => other !== id).map((other) => nevraOf(pool, other));
}

/** Packages, of those meant, that require something that these provide and nothing else that stays does. */
function requirersOf(
  { pool, shown }: Situation,
  of: ReadonlySet<PackageId>,
  isMeant: (id: PackageId) => boolean,
): PackageId[] {
  const { offsets, ids } = pool.dependencies.requires;
  const { levels } = shown.result.search;
  const found: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (of.has(id) || !isMeant(id)) continue;
    for (let at = offsets[id]!; at < offsets[id + 1]!; at++) {
      const providers = providersOf(pool, ids[at]!);
      if (!providers.some((other) => of.has(other)) || providers.some((other) => !of.has(other) && levels[other]! > 0))
        continue;
      found.push(id);
      break;
    }
  }
  return found;
}
