import type { Release } from "../catalog/release.ts";

/** The release that `text` means: its id or title, upper and lower case, blanks and dashes aside. */
export function findRelease(text: string, releases: readonly Release[]): Release | undefined {
  const wanted = squeeze(text);
  return releases.find((release) => squeeze(release.id) === wanted || squeeze(release.title) === wanted);
}

/** A name as names are compared. */
export function squeeze(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, "");
}
