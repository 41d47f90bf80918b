import { compareVersion } from "../package/compare-version.ts";
import type { ModuleIndex } from "../package/module-index.ts";

/** One stream, with the version of its newest build on each side; "" where that side has no such stream. Decimal digits. */
export interface StreamDifference {
  readonly module: string;
  readonly stream: string;
  readonly left: string;
  readonly right: string;
}

/** A module whose default streams are not the same; "" where a side has no default. */
export interface DefaultDifference {
  readonly module: string;
  readonly left: string;
  readonly right: string;
}

export interface ModuleDifference {
  /** How many streams each side has. */
  readonly streams: { readonly left: number; readonly right: number };
  /** Streams whose newest build has the same version on both sides. */
  readonly same: number;
  /** All others: on one side only, or in another version. By module and stream. */
  readonly changed: readonly StreamDifference[];
  readonly defaults: readonly DefaultDifference[];
}

const noModules: ModuleIndex = { builds: [], defaults: [], names: [], evrs: [], archs: [] };

/** Puts the modules of two repositories side by side; undefined is a repository without any. */
export function compareModules(left = noModules, right = noModules): ModuleDifference {
  const before = newestBuilds(left);
  const after = newestBuilds(right);
  const changed: StreamDifference[] = [];
  let same = 0;
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const build = before.get(key) ?? after.get(key);
    const versions = { left: before.get(key)?.version ?? "", right: after.get(key)?.version ?? "" };
    if (versions.left === versions.right) same++;
    else if (build !== undefined) changed.push({ module: build.name, stream: build.stream, ...versions });
  }
  return {
    streams: { left: before.size, right: after.size },
    same,
    changed,
    defaults: compareDefaults(left, right),
  };
}

/** NEVRA to `module:stream`, for the packages that belong to a module. */
export function streamsByPackage({ builds, names, evrs, archs }: ModuleIndex): ReadonlyMap<string, string> {
  const streams = new Map<string, string>();
  for (const { name, stream, artifacts } of builds)
    for (let at = 0; at < artifacts.length; at += 3) {
      const [packageName, evr, arch] = [names[artifacts[at]!]!, evrs[artifacts[at + 1]!]!, archs[artifacts[at + 2]!]!];
      streams.set(`${packageName}-${evr}.${arch}`, `${name}:${stream}`);
    }
  return streams;
}

type Build = ModuleIndex["builds"][number];

function newestBuilds({ builds }: ModuleIndex): ReadonlyMap<string, Build> {
  const newest = new Map<string, Build>();
  for (const build of builds) {
    const key = JSON.stringify([build.name, build.stream]);
    const known = newest.get(key);
    if (known === undefined || compareVersion(build.version, known.version) > 0) newest.set(key, build);
  }
  return newest;
}

function compareDefaults(left: ModuleIndex, right: ModuleIndex): readonly DefaultDifference[] {
  const defaultsOf = ({ defaults }: ModuleIndex) => new Map(defaults.map(({ module, stream }) => [module, stream]));
  const before = defaultsOf(left);
  const after = defaultsOf(right);
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((module) => ({ module, left: before.get(module) ?? "", right: after.get(module) ?? "" }))
    .filter((entry) => entry.left !== entry.right);
}
