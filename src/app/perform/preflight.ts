import { join } from "node:path";
import { type Reach, reachRepositories } from "../../hosts/reach/reach-repositories.ts";
import type { FindingView, HostAssessment } from "../../report/assessment.ts";
import type { RouteHop } from "../../routes/plan-route.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { assessWithGrounds } from "../assess.ts";
import { ConversionError, conversionOf, repositoriesOf } from "../conversion-of.ts";
import { dateOf } from "../date-of.ts";
import type { Waiver } from "../migration-options.ts";
import type { Opened } from "../open-repositories.ts";
import { pinnedKeys } from "../pinned-keys.ts";
import { writeDocument } from "../write-document.ts";
import { keepConversion } from "./conversion-file.ts";
import { keepFacts } from "./facts-file.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** Facts read afresh, assessed, and turned into what the host's dnf is to do. Changes nothing on the host. */
export const preflight: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const left = new AbortController();
  try {
    return await look(context, left.signal);
  } finally {
    // A host that is stopped by what was found need not answer any more.
    left.abort();
  }
}

async function look(context: PerformContext, signal: AbortSignal): Promise<StepOutcome> {
  const { line, options, folder, report } = context;
  report("reading the host and the target's repositories");
  let asked: Asked | undefined;
  const [assessed] = await assessWithGrounds({
    inputs: [],
    gathered: [await context.look.facts()],
    ...(options.to === undefined ? {} : { to: options.to }),
    repositories: options.repositories,
    gpgKeyFiles: options.gpgKeyFiles,
    maxAgeHours: 0,
    connection: { become: line.target.become, trustNew: false, forks: 1, timeoutSeconds: 180 },
    onOpened: async (hop, opened) => {
      if (hop.kind === "convert") asked = askToReach(context, hop, opened, signal);
      await asked?.sent;
    },
    progress: () => {},
    warn: report,
  });
  if (assessed === undefined) throw new Error(`Cannot assess ${line.name}: no answer was made`);
  const { assessment, grounds } = assessed;
  await writeDocument(join(folder, "assessment.json"), assessment);
  if (assessment.outcome === "unreachable") return { kind: "unreachable", reason: assessment.summary };
  if (assessment.outcome === "arrived") return { kind: "arrived", reason: assessment.summary };
  const stops = stopsOf(assessment, options.waivers, dateOf(process.env));
  if (stops.length > 0 || grounds === undefined) {
    return {
      kind: "stopped",
      reason: stops.length > 0 ? stops.join("; ") : assessment.summary,
      fix: `ferry assess ${line.name} shows each with its fix; a finding you take upon yourself: --waive ID=WHY`,
    };
  }
  if (grounds.hop.kind !== "convert" || assessment.route.length > 1) {
    return {
      kind: "stopped",
      reason: `the way to ${assessment.to?.title ?? "the target"} is not a conversion within one major version`,
      fix: "name a target of the host's own major version with --to",
    };
  }
  await keepFacts(context, grounds.document);
  try {
    const conversion = conversionOf(grounds, await pinnedKeys(grounds.opened.repositories));
    const blocked = outOfReach(context, await (asked?.reach ?? reachRepositories(line, conversion)));
    if (blocked !== undefined) return blocked;
    await keepConversion(context, conversion);
    return {
      kind: "done",
      summary: `${assessment.from?.title ?? conversion.from} to ${assessment.to?.title ?? conversion.to}: ${conversion.arriving.length} packages arrive, ${conversion.leaving.length} leave`,
      result: {
        from: conversion.from,
        to: conversion.to,
        arriving: conversion.arriving.length,
        leaving: conversion.leaving.length,
        downloadBytes: conversion.downloadBytes,
        growthBytes: conversion.growthBytes,
      },
    };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return { kind: "stopped", reason: error.message, fix: `ferry assess ${line.name} --diff shows what was solved` };
  }
}

interface Asked {
  /** The question is on its way. */
  readonly sent: Promise<void>;
  readonly reach: Promise<Reach>;
}

/**
 * Has the host ask its repositories while this process solves, which lets it do nothing else. Undefined where the host could not
 * use them: `conversionOf` says why.
 */
function askToReach({ line }: PerformContext, hop: RouteHop, opened: Opened, signal: AbortSignal): Asked | undefined {
  try {
    const wanted = { repositories: repositoriesOf(opened), releasever: String(hop.to.major) };
    let onSent = (): void => {};
    const sent = new Promise<void>((settle) => {
      onSent = settle;
    });
    const reach = reachRepositories(line, wanted, { onSent, signal });
    // Nobody hears of a failure where nobody needs the answer.
    const over = reach.then(
      () => {},
      () => {},
    );
    return { sent: Promise.race([sent, over]), reach };
  } catch (error) {
    if (error instanceof ConversionError) return undefined;
    throw error;
  }
}

/** Why the host itself does not get at its repositories or keys; undefined where it does. */
function outOfReach({ line, report }: PerformContext, reach: Reach): StepOutcome | undefined {
  switch (reach.kind) {
    case "unreachable":
      return reach;
    case "not-asked":
      report(`Whether ${line.name} gets at its repositories is not known: ${reach.because}`);
      return undefined;
    case "asked": {
      const { problems } = reach;
      if (problems.length === 0) return undefined;
      return {
        kind: "stopped",
        reason: `from ${line.name} itself: ${problems.map(({ reason }) => reason).join("; ")}`,
        fix: [...new Set(problems.map(({ fix }) => fix))].join("; "),
      };
    }
  }
}

/** What stops the host, less what somebody has waived and whose waiver still holds on `today` (YYYY-MM-DD). */
export function stopsOf(assessment: HostAssessment, waivers: readonly Waiver[], today: string): readonly string[] {
  if (assessment.outcome === "ready") return [];
  if (assessment.outcome !== "blocked") return [assessment.summary];
  const waived = new Set(waivers.filter(({ until }) => until >= today).map(({ finding }) => finding));
  const words = ({ id, title, seen, unknown }: FindingView): string =>
    `${id} ${title}${unknown ? " (could not be checked)" : ""}: ${seen}`;
  const problems = assessment.problems.map(({ because }) => because.join("; "));
  const findings = assessment.findings
    // What could not be checked because nothing could be solved says nothing of its own.
    .filter(({ id, inhibitor, unknown }) => inhibitor && !waived.has(id) && !(unknown && problems.length > 0))
    .map(words);
  const unsolved =
    assessment.basis === "none" && problems.length === 0 ? ["what would happen to the packages is not known"] : [];
  return [...problems, ...findings, ...unsolved];
}
