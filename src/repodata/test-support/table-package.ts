import { type Dependency, EQUAL, parseDependency } from "../../package/dependency.ts";
import type { InstalledPackage } from "../../package/installed-package.ts";
import { parseNevra } from "../../package/nevra.ts";

export interface TablePackage {
  readonly provides?: readonly string[];
  readonly requires?: readonly string[];
  readonly obsoletes?: readonly string[];
  /** Name of the source package; else there is none. */
  readonly source?: string;
  readonly buildTime?: number;
}

/** A package for `tableOfPackages`: it provides its name in its version, and what `more` says. */
export function tablePackage(nevra: string, more: TablePackage = {}): InstalledPackage {
  const parsed = parseNevra(nevra);
  if (parsed === undefined) throw new Error(`bad NEVRA ${nevra}`);
  const { name, version, release } = parsed;
  const read = (list: readonly string[] = []): readonly Dependency[] => list.map(parseDependency);
  return {
    ...parsed,
    ...(more.source === undefined ? {} : { sourceRpm: `${more.source}-${version}-${release}.src.rpm` }),
    ...(more.buildTime === undefined ? {} : { buildTime: more.buildTime }),
    dependencies: {
      provides: [{ name, flags: EQUAL, evr: `${version}-${release}` }, ...read(more.provides)],
      requires: read(more.requires),
      obsoletes: read(more.obsoletes),
    },
  };
}
