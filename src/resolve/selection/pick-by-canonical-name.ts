import { EQUAL } from "../../package/dependency.ts";
import { compareEvrs, type Pool } from "../../pool/pool.ts";
import { ARCH } from "../../pool/rich-relations.ts";
import { isArchitecture, pickNames, restrict } from "./pick-by-name.ts";
import { type Pick, type PickOptions, packagesOf, pickOf, withoutEmpty } from "./picks.ts";

/** "name-version", "name-version-release", either with ".arch" (src/selection.c, selection_canon). */
export function pickByCanonicalName(pool: Pool, text: string, options: PickOptions): readonly Pick[] {
  const dash = text.lastIndexOf("-");
  if (dash < 0) return [];
  const dot = text.lastIndexOf(".");
  const arch = dot > dash && isArchitecture(pool, text.slice(dot + 1)) ? text.slice(dot + 1) : "";
  const body = arch === "" ? text : text.slice(0, dot);
  const sourceOnly = options.sourceOnly === true || arch === "src" || arch === "nosrc";
  for (let at = dash, tries = 0; at > 0 && tries < 2; at = body.lastIndexOf("-", at - 1), tries++) {
    const named = pickNames(pool, body.slice(0, at), { ...options, sourceOnly });
    if (named.length === 0) continue;
    const fitting = arch === "" ? named : withoutEmpty(pool, restrict(pool, named, ARCH, pool.strings.idOfText(arch)));
    return withoutEmpty(
      pool,
      fitting.flatMap((pick) => ofVersion(pool, pick, body.slice(at + 1))),
    );
  }
  return [];
}

/** A version without an epoch takes that of the packages it fits; where these differ they are named one by one. */
function ofVersion(pool: Pool, pick: Pick, version: string): readonly Pick[] {
  const exactly = (evr: string): readonly Pick[] => restrict(pool, [pick], EQUAL, pool.strings.idOfText(evr));
  if (/^[0-9]+:/.test(version)) return exactly(version);
  const wanted = pool.strings.idOfText(version);
  const fitting = packagesOf(pool, pick.selection).filter((id) => {
    const own = pool.strings.text(pool.evrs[id]!).replace(/^[0-9]+:/, "");
    const order = own === version ? 0 : compareEvrs(pool, pool.strings.idOfText(own), wanted, "dependency");
    return order !== 1 && order !== -1;
  });
  const epochs = new Set(fitting.map((id) => epochOf(pool.strings.text(pool.evrs[id]!))));
  if (epochs.size > 1) return [pickOf(fitting, pick.flags)];
  const [epoch = ""] = epochs;
  return exactly(epoch === "" ? version : `${epoch}:${version}`);
}

function epochOf(evr: string): string {
  return (/^0*([0-9]*):/.exec(evr)?.[1] ?? "") || "";
}
