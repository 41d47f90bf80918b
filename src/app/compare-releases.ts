import { compareReleases as setSideBySide } from "../compare/compare-releases.ts";
import type { Comparison } from "../compare/comparison.ts";
import { findSubject, type Subject, subjectsOf } from "../compare/subject.ts";
import { dateOf } from "./date-of.ts";
import { readCatalog } from "./read-catalog.ts";
import { readCatalogWithFacts } from "./read-catalog-with-facts.ts";
import { RequestError } from "./request-error.ts";

/** Whether the words are about releases: one at least names one. Else they are hosts, files and folders. */
export function areReleases(words: readonly string[]): boolean {
  const catalog = readCatalog();
  return words.some((word) => findSubject(word, catalog) !== undefined);
}

/**
 * Sets the releases that the words name side by side, with what Ferry ships of knowledge. Each counts once.
 *
 * @throws RequestError when a word names no release
 */
export function compareReleases(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Comparison {
  const catalog = readCatalogWithFacts();
  const subjects = new Map<string, Subject>();
  for (const word of words) {
    const subject = findSubject(word, catalog);
    if (subject === undefined) {
      const known = subjectsOf(catalog).map(({ id }) => id);
      throw new RequestError(
        `Cannot compare "${word}": Ferry knows the releases ${known.join(", ")}; for a host alone, name releases with --to`,
      );
    }
    subjects.set(subject.id, subject);
  }
  return setSideBySide([...subjects.values()], catalog, dateOf(environment));
}
