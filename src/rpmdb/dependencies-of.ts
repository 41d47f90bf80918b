import { type Dependency, type DependencyKind, EQUAL, GREATER, LESS } from "../package/dependency.ts";
import type { RpmHeader } from "./header.ts";
import { getNumbers, getTexts, hasTag } from "./header-values.ts";
import { formatTag, tags } from "./tags.ts";

/** A dependency with rpm's own flags: comparison, and where it comes from (senseNames). */
export interface RpmDependency extends Dependency {
  readonly sense: number;
}

type TagTriple = readonly [name: number, flags: number, version: number];

const triples: Readonly<Record<DependencyKind, TagTriple>> = {
  provides: [tags.provideName, tags.provideFlags, tags.provideVersion],
  requires: [tags.requireName, tags.requireFlags, tags.requireVersion],
  conflicts: [tags.conflictName, tags.conflictFlags, tags.conflictVersion],
  obsoletes: [tags.obsoleteName, tags.obsoleteFlags, tags.obsoleteVersion],
  recommends: [tags.recommendName, tags.recommendFlags, tags.recommendVersion],
  suggests: [tags.suggestName, tags.suggestFlags, tags.suggestVersion],
  supplements: [tags.supplementName, tags.supplementFlags, tags.supplementVersion],
  enhances: [tags.enhanceName, tags.enhanceFlags, tags.enhanceVersion],
};

const oldSuggests: TagTriple = [tags.oldSuggestName, tags.oldSuggestFlags, tags.oldSuggestVersion];
const oldEnhances: TagTriple = [tags.oldEnhanceName, tags.oldEnhanceFlags, tags.oldEnhanceVersion];

/** Before rpm 4.12 SUSE kept two weak kinds in one list, the stronger one marked. */
const oldTriples: Readonly<Partial<Record<DependencyKind, { readonly tags: TagTriple; readonly strong: boolean }>>> = {
  recommends: { tags: oldSuggests, strong: true },
  suggests: { tags: oldSuggests, strong: false },
  supplements: { tags: oldEnhances, strong: true },
  enhances: { tags: oldEnhances, strong: false },
};

const SENSE_STRONG = 1 << 27;

/** The dependencies of one kind in the header's order, duplicates (one per scriptlet) and `rpmlib(…)` included. */
export function dependenciesOf(header: RpmHeader, kind: DependencyKind): readonly RpmDependency[] {
  const triple = triples[kind];
  const old = oldTriples[kind];
  if (old === undefined || hasTag(header, triple[0]) || !hasTag(header, old.tags[0])) return readTriple(header, triple);
  return readTriple(header, old.tags).filter(({ sense }) => ((sense & SENSE_STRONG) !== 0) === old.strong);
}

function readTriple(header: RpmHeader, [nameTag, flagsTag, versionTag]: TagTriple): readonly RpmDependency[] {
  const names = getTexts(header, nameTag);
  if (names.length === 0) return [];
  const senses = getNumbers(header, flagsTag);
  const versions = getTexts(header, versionTag);
  for (const [tag, length] of [
    [flagsTag, senses.length],
    [versionTag, versions.length],
  ] as const) {
    // Packages of rpm 3 name what they provide and obsolete without flags and versions.
    if (length === 0 || length === names.length) continue;
    const problem = `has ${length} items, but ${formatTag(nameTag)} has ${names.length} (corrupted)`;
    header.reader.fail(header.indexStart, `tag ${formatTag(tag)}`, problem);
  }
  return names.map((name, index) => dependencyFrom(name, senses[index] ?? 0, versions[index] ?? ""));
}

/** rpm's comparison bits are LESS 2, GREATER 4, EQUAL 8: rpm 4.18 include/rpm/rpmds.h. */
export function dependencyFrom(name: string, sense: number, version: string): RpmDependency {
  const flags = ((sense & 2) === 0 ? 0 : LESS) | ((sense & 4) === 0 ? 0 : GREATER) | ((sense & 8) === 0 ? 0 : EQUAL);
  return flags === 0 || version === "" ? { name, flags: 0, evr: "", sense } : { name, flags, evr: version, sense };
}

/** In the order in which rpm names them: deptypeFormat in rpm 4.19 lib/formats.c. */
const senseBits: readonly (readonly [mask: number, name: string])[] = [
  [1 << 9, "pre"],
  [1 << 10, "post"],
  [1 << 11, "preun"],
  [1 << 12, "postun"],
  [1 << 13, "verify"],
  [1 << 8, "interp"],
  [1 << 24, "rpmlib"],
  [(1 << 14) | (1 << 15), "auto"],
  [1 << 6, "prereq"],
  [1 << 7, "pretrans"],
  [1 << 5, "posttrans"],
  [1 << 20, "preuntrans"],
  [1 << 21, "postuntrans"],
  [1 << 28, "config"],
  [1 << 19, "missingok"],
  [1 << 29, "meta"],
];

/** Where a dependency comes from, in rpm's words (`%{REQUIREFLAGS:deptype}`); empty when the packager wrote it by hand. */
export function senseNames(sense: number): readonly string[] {
  return senseBits.filter(([mask]) => (sense & mask) !== 0).map(([, name]) => name);
}
