import { join } from "node:path";
import { reachRepositories } from "../../hosts/reach/reach-repositories.ts";
import type { FindingView, HostAssessment } from "../../report/assessment.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { assessWithGrounds } from "../assess.ts";
import { ConversionError, conversionOf } from "../conversion-of.ts";
import { dateOf } from "../date-of.ts";
import type { Waiver } from "../migration-options.ts";
import { pinnedKeys } from "../pinned-keys.ts";
import { writeDocument } from "../write-document.ts";
import { keepConversion } from "./conversion-file.ts";
import { keepFacts } from "./facts-file.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** Facts read afresh, assessed, and turned into what the host's dnf is to do. Changes nothing on the host. */
export const preflight: Performer = { perform };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const { line, look, options, folder, report } = context;
  report("reading the host and the target's repositories");
  const [assessed] = await assessWithGrounds({
    inputs: [],
    gathered: [await look.facts()],
    ...(options.to === undefined ? {} : { to: options.to }),
    repositories: options.repositories,
    gpgKeyFiles: options.gpgKeyFiles,
    maxAgeHours: 0,
    connection: { become: line.target.become, trustNew: false, forks: 1, timeoutSeconds: 180 },
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
    const blocked = await outOfReach(context, conversion);
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

/** Why the host itself does not get at its repositories or keys; undefined where it does. */
async function outOfReach({ line, report }: PerformContext, conversion: Conversion): Promise<StepOutcome | undefined> {
  const reach = await reachRepositories(line, conversion);
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
