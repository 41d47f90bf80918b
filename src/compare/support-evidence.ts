import type { Release } from "../catalog/release.ts";
import { daysBetween } from "../checks/words.ts";
import { PREVIEW_WORTH, SHORT_SUPPORT_DAYS, worthOfSupport } from "./advice-rules.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, toldOf, urlsOf } from "./host-grounds.ts";
import { timeLeft } from "./time-left.ts";

/** How long the candidate gets security fixes, and how many years more than what the host runs now. */
export function supportEvidence(release: Release, now: Release, { catalog, today }: CompareContext): Evidence {
  const end = release.support.security;
  const source = urlsOf(release.source, catalog.sources);
  if (end === null) return unknownEvidence("support", `Nobody told until when ${release.title} gets security fixes`);
  const days = daysBetween(today, end);
  const before = now.support.security;
  const gained = before === null || now.id === release.id ? null : daysBetween(before > today ? before : today, end);
  const years = gained === null ? null : Math.round((gained / 365.25) * 10) / 10;
  const numbers: readonly Measured[] = [
    { name: "security fixes until", value: end, unit: "date", source },
    { name: "days of security fixes left", value: days, unit: "days", source },
    ...(years === null ? [] : [{ name: "gained over what it runs", value: years, unit: "years", source }]),
  ];
  const extended = toldOf(release, "extended-support", catalog);
  const paid = extended?.until !== undefined && extended.until >= today ? extended.value : undefined;
  if (days < 0) {
    return {
      topic: "support",
      verdict: "stops",
      rule: "unsupported",
      worth: 0,
      short: `ended ${end.slice(0, 4)}`,
      says: `${release.title} gets no security fixes: they ended on ${end}, ${-days} days ago`,
      details: paid === undefined ? [] : [`To be bought: ${paid}`],
      numbers,
      remedy: paid === undefined ? undefined : `the extended support that is sold (${paid})`,
    };
  }
  const more =
    years === null || years <= 0 ? "" : `, ${years} ${years === 1 ? "year" : "years"} more than ${now.title} has left`;
  return {
    topic: "support",
    verdict: days < SHORT_SUPPORT_DAYS ? "against" : "for",
    worth: worthOfSupport(days),
    short: timeLeft(end, today).replace(/^in /, ""),
    says: `${release.title} gets security fixes until ${end} (${timeLeft(end, today)})${more}`,
    details: paid === undefined ? [] : [`To be bought beyond that: ${paid}`],
    numbers,
  };
}

/** Whether it is the rebuild of what was released, or the preview of what will be. */
export function modelEvidence(release: Release, { catalog }: CompareContext): Evidence {
  const told = toldOf(release, "model", catalog);
  if (told === undefined) return unknownEvidence("model", `How ${release.title} is developed is not known`);
  const isPreview = told.value.startsWith("Rolling preview");
  const word = release.vendor === "rhel" ? "released" : /binary compatible/.test(told.value) ? "compatible" : "rebuild";
  return {
    topic: "model",
    verdict: isPreview ? "against" : "for",
    worth: isPreview ? PREVIEW_WORTH : 1,
    short: isPreview ? "preview" : word,
    says: isPreview
      ? `${release.title} is a rolling preview: packages come before the minor version that they are made for`
      : `${release.title} has minor versions, and packages change little within one`,
    details: [told.value],
    numbers: [{ name: "model", value: told.value, unit: "words", source: told.source }],
  };
}
