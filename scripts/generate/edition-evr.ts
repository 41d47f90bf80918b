import { compareEvr, type Evr } from "../../src/package/evr.ts";
import type { Source } from "./blueprint.ts";

/** "older": a build that the new edition's repositories still list beside the newest. */
export type Edition = "old" | "new" | "older";

/** What a build of this source is called in that edition. */
export function evrIn(source: Source, edition: Edition): Evr {
  const { epoch, version, release, change } = source;
  const newest = { epoch, version, release: `${release}.el9${change === "rebuild" ? ".alma.1" : ""}` };
  if (edition === "new" || change === "same") {
    return edition === "older" ? { epoch, version, release: `0.${release}.el9` } : newest;
  }
  switch (change) {
    case "rebuild":
      return { epoch, version, release: `${edition === "older" ? "0." : ""}${release}.el9` };
    case "upgrade":
      // Some older builds are the old edition's version, rebuilt.
      return edition === "older" && release % 2 === 0
        ? { epoch, version: lowerVersion(version), release: `0.${release}.el9` }
        : { epoch, version: lowerVersion(version), release: `${release}.el9` };
    case "downgrade":
      if (edition === "older") return { epoch, version, release: `0.${release}.el9` };
      return release % 2 === 0
        ? { epoch, version, release: `${release + 3}.el9` }
        : { epoch, version: raiseVersion(version), release: "1.el9" };
  }
}

/** The lower of the old and the new edition's EVR: a bound that builds of both can name. */
export function lowestEvr(source: Source): Evr {
  return [evrIn(source, "old"), evrIn(source, "new")].sort(compareEvr)[0] ?? evrIn(source, "new");
}

export function highestEvr(source: Source): Evr {
  return [evrIn(source, "old"), evrIn(source, "new")].sort(compareEvr)[1] ?? evrIn(source, "new");
}

/** `2.4.62` → `2.4.61`; the last number that is not 0 goes down by one. A version of zeros gets a "~rc1". */
function lowerVersion(version: string): string {
  const match = /^(.*?)0*([1-9]\d*)(\D*0*\D*)$/.exec(version);
  if (match === null) return `${version}~rc1`;
  const [, before = "", number = "1", after = ""] = match;
  return `${before}${Number(number) - 1}${after}`;
}

function raiseVersion(version: string): string {
  return `${version}.1`;
}
