import { hardRules, type Profile, profiles, UNKNOWN_WORTH, weightOf } from "./advice-rules.ts";
import { type Advice, type Candidate, type Evidence, evidenceTopics, type Reason, type Weighed } from "./choice.ts";

const REASONS = 3;

/** What sets the best apart from the next by less decides nothing; weights are about 1 to 5. */
const LEAST_EDGE = 0.1;

/**
 * One advice for a host: hard rules take candidates out, the weights of the profile rank the rest; of two that weigh the same
 * the one that stands first is advised. What would change the answer is found by trying: each thing that could be mended or
 * turn out badly, and each other profile. `told`: by when, and what waiting costs, as told elsewhere.
 */
export function advise(
  candidates: readonly Candidate[],
  profile: Profile,
  told: Pick<Advice, "by" | "waiting">,
): Advice {
  const ranking = rank(candidates, profile);
  const excluded = candidates.flatMap(({ target, title, evidence }) =>
    evidence.flatMap(({ rule, says }) => (rule === undefined ? [] : [{ target, title, rule, says }])),
  );
  const base = {
    excluded: excluded.map(({ target, title, rule, says }) => ({ target, title, rule, because: says })),
    ranking,
    wouldChange: wouldChange(candidates, profile),
    ...told,
  };
  const best = candidates.find(({ target }) => target === ranking[0]?.target);
  if (best === undefined) {
    const reasons = candidates.flatMap(({ title, evidence }) =>
      evidence
        .filter(({ rule }) => rule !== undefined)
        .slice(0, 1)
        .map(({ topic, says, rule }) => ({
          topic,
          says: `${title}: ${rule === undefined ? "" : hardRules[rule]}. ${says}`,
        })),
    );
    return { kind: "none", reasons, ...base };
  }
  return {
    kind: "advised",
    target: best.target,
    title: best.title,
    stays: best.stays,
    reasons: reasonsFor(best, candidates, ranking, profile),
    against: best.evidence
      .filter(({ verdict }) => verdict === "against" || verdict === "unknown")
      .map(({ topic, says }) => ({ topic, says })),
    conditions: best.evidence.flatMap(({ condition }) => condition ?? []),
    ...base,
  };
}

/** Candidates that no hard rule hits, the best first. */
function rank(candidates: readonly Candidate[], profile: Profile): readonly Weighed[] {
  return candidates
    .filter(({ evidence }) => evidence.every(({ verdict }) => verdict !== "stops"))
    .map(({ target, evidence }): Weighed => {
      const parts = evidence.flatMap((one) => {
        const weight = weightOf(one, profile);
        return weight === 0 ? [] : [{ topic: one.topic, weight, worth: one.worth }];
      });
      return { target, total: parts.reduce((sum, { weight, worth }) => sum + weight * worth, 0), parts };
    })
    .toSorted((left, right) => right.total - left.total);
}

/**
 * What decided: that staying is out of the question, or for how long the best has fixes; then what sets it apart from the next,
 * then what it has at all, the way there first.
 */
function reasonsFor(
  best: Candidate,
  candidates: readonly Candidate[],
  ranking: readonly Weighed[],
  profile: Profile,
): readonly Reason[] {
  const out = candidates
    .filter(({ stays }) => stays && !best.stays)
    .flatMap(({ evidence }) => evidence.filter(({ rule }) => rule !== undefined).map((one) => ({ one })))
    .slice(0, 1)
    .map(({ one }) => ({ topic: one.topic, says: `Staying is out: ${one.says}` }));
  const next = candidates.find(({ target }) => target === ranking[1]?.target);
  const edge = (one: Evidence): number => {
    const other = next?.evidence.find(({ topic }) => topic === one.topic);
    return weightOf(one, profile) * (one.worth - (other?.worth ?? 0));
  };
  const inFavour = best.evidence.filter(
    (one) =>
      one.verdict !== "against" &&
      one.verdict !== "unknown" &&
      weightOf(one, profile) > 0 &&
      !(best.stays && ofStaying.includes(one.topic)),
  );
  const apart =
    next === undefined
      ? []
      : inFavour.toSorted((left, right) => edge(right) - edge(left)).filter((one) => edge(one) > LEAST_EDGE);
  const heavy = inFavour
    .filter(({ verdict, topic }) => (verdict === "for" && topic !== "model") || topic === "way")
    .toSorted(
      (left, right) =>
        Number(right.topic === "way") - Number(left.topic === "way") ||
        weightOf(right, profile) * right.worth - weightOf(left, profile) * left.worth,
    );
  const lasting = out.length > 0 ? [] : best.evidence.filter(({ topic }) => topic === "support");
  const chosen = [...new Set([...lasting, ...apart, ...heavy, ...inFavour])].map(({ topic, says }) => ({
    topic,
    says,
  }));
  const decided = chosen.slice(0, REASONS - out.length);
  const order = (one: Reason): number => evidenceTopics.indexOf(one.topic);
  return [...out, ...decided.toSorted((left, right) => order(left) - order(right))];
}

/** What holds of staying by its nature decides nothing. */
const ofStaying: readonly Evidence["topic"][] = ["processor", "devices", "own-software", "readiness"];

function wouldChange(candidates: readonly Candidate[], profile: Profile): readonly string[] {
  const now = rank(candidates, profile)[0]?.target;
  const sentences: string[] = [];
  const titleOf = (target: string | undefined): string =>
    candidates.find((one) => one.target === target)?.title ?? "none";
  for (const candidate of candidates) {
    if (candidate.target === now) continue;
    const mendable = candidate.evidence.filter(({ remedy }) => remedy !== undefined);
    const alone = mendable.filter((one) => bestWith(candidates, profile, candidate, [one]) === candidate.target);
    const wins = alone.length > 0 ? alone : [];
    sentences.push(...wins.map(({ remedy }) => `With ${remedy}: ${candidate.title}`));
    if (
      wins.length === 0 &&
      mendable.length > 1 &&
      bestWith(candidates, profile, candidate, mendable) === candidate.target
    ) {
      sentences.push(`With ${mendable.map(({ remedy }) => remedy).join(", and ")}: ${candidate.title}`);
    }
  }
  const best = candidates.find(({ target }) => target === now);
  for (const one of best?.evidence ?? []) {
    if (best === undefined || one.verdict !== "unknown") continue;
    const other = bestWith(candidates, profile, best, [one], 0);
    if (other !== now)
      sentences.push(`If what is not known of it (${one.topic.replace("-", " ")}) turns out badly: ${titleOf(other)}`);
  }
  for (const other of profiles) {
    if (other === profile) continue;
    const target = rank(candidates, other)[0]?.target;
    if (target !== now) sentences.push(`For ${other}: ${titleOf(target)}`);
  }
  return sentences.length > 0
    ? sentences
    : ["Nothing that was tried: no other use, nothing that could be mended, and no unknown"];
}

/** What would be advised if these pieces of a candidate's evidence were as good (or, with 0, as bad) as can be. */
function bestWith(
  candidates: readonly Candidate[],
  profile: Profile,
  changed: Candidate,
  pieces: readonly Evidence[],
  worth: 0 | 1 = 1,
): string | undefined {
  const altered = candidates.map((candidate) => {
    if (candidate !== changed) return candidate;
    const evidence = candidate.evidence.map((one): Evidence => {
      if (!pieces.includes(one)) return one;
      return { ...one, verdict: worth === 1 ? "for" : "against", rule: undefined, worth };
    });
    return { ...candidate, evidence };
  });
  return rank(altered, profile)[0]?.target;
}

/** Evidence that could not be told, and so counts against. */
export function unknownEvidence(
  topic: Evidence["topic"],
  says: string,
  rest: Partial<Pick<Evidence, "condition" | "details" | "numbers" | "remedy" | "short">> = {},
): Evidence {
  return { topic, verdict: "unknown", worth: UNKNOWN_WORTH, short: "unknown", says, details: [], numbers: [], ...rest };
}
