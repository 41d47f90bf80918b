import { z } from "zod";
import { listed } from "../checks/words.ts";
import { type HardRule, hardRules, profiles } from "../compare/advice-rules.ts";
import { type Choice, type Evidence, type EvidenceTopic, evidenceTopics, verdicts } from "../compare/choice.ts";
import { plural } from "./layout.ts";

/** What `ferry compare HOST… --json` prints. */
export interface ChoiceView extends Choice {
  readonly schema: "ferry/choice/1";
  readonly exit: number;
}

export function choiceView(choice: Choice, exit: number): ChoiceView {
  return { schema: "ferry/choice/1", exit, ...choice };
}

const MOST_NAMED = 12;

export const evidenceTitles: Readonly<Record<EvidenceTopic, string>> = {
  support: "Support left",
  model: "Model",
  processor: "Processor",
  devices: "Devices",
  packages: "Packages",
  repositories: "Repositories",
  "own-software": "Own software",
  applications: "Applications",
  way: "Way",
  readiness: "Readiness",
  errata: "Time to a fix",
  cost: "Cost",
};

/** Signs that say without colour how a piece of evidence counts. */
export const verdictSigns: Readonly<Record<Evidence["verdict"], string>> = {
  for: "+",
  neutral: "·",
  against: "-",
  unknown: "?",
  "not-asked": " ",
  stops: "✖",
};

export const verdictWords: Readonly<Record<Evidence["verdict"], string>> = {
  for: "speaks for it",
  neutral: "neither for nor against it",
  against: "speaks against it",
  unknown: "not known, which speaks against it",
  "not-asked": "left out of the weighing",
  stops: "a hard rule: it is never advised",
};

/** The hosts of a cohort, as many as people read; JSON has them all. */
export function namedHosts(hosts: readonly string[]): string {
  return listed(hosts, MOST_NAMED);
}

/** What was advised and by when, in a few words. `today`: YYYY-MM-DD. */
export function adviceWords(advice: Choice["hosts"][number]["advice"], today: string): string {
  if (advice.kind === "none") return "None of these: a hard rule takes out every one";
  const { title, by, stays } = advice;
  if (by === null) return title;
  if (by < today) return stays ? title : `${title}, now`;
  return stays ? `${title}, until ${by} at most` : `${title}, by ${by}`;
}

/** What a hard rule took out, in sentences; where it took out all, the reasons say so. */
export function excludedWords(advice: Choice["hosts"][number]["advice"]): readonly string[] {
  if (advice.kind === "none") return [];
  return advice.excluded.map(({ title, rule: id, because }) => `${title}: ${hardRules[id]} (${because})`);
}

/** Of a cohort: how many hosts, what they run, what is advised. */
export function cohortWords({ hosts, title, advice }: Choice["cohorts"][number], today: string): string {
  return `${plural(hosts.length, "host")} on ${title}: ${adviceWords(advice, today)}`;
}

const rule = z.enum(Object.keys(hardRules) as [HardRule, ...HardRule[]]);
const topic = z.enum(evidenceTopics);
const reason = z.strictObject({ topic, says: z.string() });
const measured = z.strictObject({
  name: z.string(),
  value: z.union([z.number(), z.string(), z.null()]).describe("null: not known"),
  unit: z.string(),
  source: z.string().describe("URLs parted by blanks, or what of this run told it"),
});
const adviceBase = {
  excluded: z.array(z.strictObject({ target: z.string(), title: z.string(), rule, because: z.string() })),
  ranking: z
    .array(
      z.strictObject({
        target: z.string(),
        total: z.number(),
        parts: z.array(z.strictObject({ topic, weight: z.number(), worth: z.number() })),
      }),
    )
    .describe("Weights and worths are those of src/compare/advice-rules.ts: a judgement, not measurements"),
  wouldChange: z.array(z.string()),
  by: z.iso.date().nullable().describe("The last day of fixes for what the host runs; null: not known"),
  waiting: z.array(z.string()),
};
const advice = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("advised"),
    target: z.string(),
    title: z.string(),
    stays: z.boolean(),
    reasons: z.array(reason),
    against: z.array(reason),
    conditions: z.array(z.string()),
    ...adviceBase,
  }),
  z.strictObject({ kind: z.literal("none"), reasons: z.array(reason), ...adviceBase }),
]);

/** `ferry compare HOST… --json`. */
export const ChoiceDocument = z.strictObject({
  schema: z.literal("ferry/choice/1"),
  exit: z.number().int(),
  date: z.iso.date(),
  profile: z.enum(profiles),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      release: z.string(),
      title: z.string(),
      notes: z.array(z.string()),
      candidates: z.array(
        z.strictObject({
          target: z.string(),
          title: z.string(),
          stays: z.boolean(),
          evidence: z.array(
            z.strictObject({
              topic,
              verdict: z.enum(verdicts),
              rule: rule.optional(),
              worth: z.number().min(0).max(1),
              short: z.string(),
              says: z.string(),
              details: z.array(z.string()),
              numbers: z.array(measured),
              condition: z.string().optional(),
              remedy: z.string().optional(),
            }),
          ),
        }),
      ),
      advice,
    }),
  ),
  cohorts: z.array(
    z.strictObject({
      hosts: z.array(z.string()),
      release: z.string(),
      title: z.string(),
      target: z.string().nullable(),
      advice,
    }),
  ),
  left: z.array(
    z.strictObject({ host: z.string(), kind: z.enum(["unreachable", "failed", "unsupported"]), reason: z.string() }),
  ),
}) satisfies z.ZodType<ChoiceView>;
