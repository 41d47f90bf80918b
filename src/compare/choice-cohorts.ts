import type { ChoiceCohort, HostChoice } from "./choice.ts";

/** Puts hosts together whose answers are the same, the largest first; the first host's advice speaks for all. */
export function choiceCohorts(hosts: readonly HostChoice[]): readonly ChoiceCohort[] {
  const groups = Map.groupBy(hosts, answerOf);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { release, advice } = first;
      const target = advice.kind === "advised" ? advice.target : null;
      return [{ hosts: group.map(({ host }) => host), release, title: withoutMinor(first), target, advice }];
    })
    .toSorted((left, right) => right.hosts.length - left.hosts.length);
}

/** What a cohort runs: its hosts may be at different minor versions. */
export function withoutMinor({ title }: Pick<HostChoice, "title">): string {
  return title.replace(/\.\d+$/, "");
}

/** The same text for hosts of one cohort: release, advice and its conditions, and how each topic of each candidate was judged; counts of packages and the like may differ. */
export function answerOf({ release, advice, candidates }: HostChoice): string {
  const advised =
    advice.kind === "advised" ? [advice.target, advice.reasons.map(({ topic }) => topic), advice.conditions] : [null];
  const judged = candidates.map(({ target, evidence }) => [
    target,
    evidence.map(({ topic, verdict }) => [topic, verdict]),
  ]);
  return JSON.stringify([release, advised, judged]);
}
