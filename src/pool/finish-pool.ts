import { architectureColour, architectureScores } from "../package/architecture.ts";
import { type DependencyKind, dependencyKinds, kindBit } from "../package/dependency.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Interner, StringId } from "./interner.ts";
import { createEvrOrders, type DependencyRows, type Pool } from "./pool.ts";
import type { PoolBuilder } from "./pool-builder.ts";
import { createProviderIndex } from "./provider-index.ts";
import { isRelation } from "./relations.ts";
import { numberRequirements, RequirementNumbers } from "./requirements.ts";
import { FIRST_OPERATOR } from "./rich-relations.ts";
import { Uint32List } from "./uint32-list.ts";

const SLASH = 47;

/** Closes the offsets, scores architectures, finds who owns the paths that dependencies name, and indexes provides. */
export function finishPool(builder: PoolBuilder): Pool {
  const { strings, relations, count, installed } = builder;
  const dependencies = Object.fromEntries(
    dependencyKinds.map((kind): [DependencyKind, DependencyRows] => {
      const ids = builder.ids[kind].entries();
      builder.offsets[kind].push(ids.length);
      const signed = new Int32Array(ids.buffer, ids.byteOffset, ids.length);
      return [kind, { offsets: builder.offsets[kind].entries(), ids: signed }];
    }),
  ) as Record<DependencyKind, DependencyRows>;
  const archs = builder.archs.entries();
  const { scores, colours } = judgeArchitectures(strings, archs, builder.machine);
  const kinds = kindsOf(count, dependencies);
  const installedStart = installed?.start ?? 2;
  const installedEnd = installed?.end ?? installedStart;
  const names = builder.names.entries();
  const evrs = builder.evrs.entries();
  return {
    strings,
    relations,
    count,
    repositories: builder.repositories,
    installedStart,
    installedEnd,
    installedRepository: installed,
    names,
    evrs,
    archs,
    vendors: builder.vendors.entries(),
    buildTimes: builder.buildTimes.entries(),
    fingerprints: fingerprintsOf(strings, names, evrs, archs),
    evrOrders: createEvrOrders(),
    repositoryOf: new Uint16Array(builder.repositoryOf.entries()),
    archScores: scores,
    colours,
    hasArchitectures: builder.machine !== undefined,
    dependencies,
    requirements: numberRequirements(dependencies.requires, new RequirementNumbers()),
    providers: createProviderIndex({
      strings,
      relations,
      archs,
      names,
      provides: dependencies.provides,
      files: ownedPaths(builder, dependencies),
      offers: (id) => (id >= installedStart && id < installedEnd) || scores[id] !== 0,
      count,
    }),
    considered: new Uint8Array(count).fill(1),
    kinds,
    weakly: packagesWith(kinds, WEAKLY),
    obsoleting: packagesWith(kinds, kindBit("obsoletes")),
  };
}

function fingerprintsOf(strings: Interner, names: Uint32Array, evrs: Uint32Array, archs: Uint32Array): Int32Array {
  const fingerprints = new Int32Array(names.length);
  for (let id = 0; id < names.length; id++)
    fingerprints[id] = fingerprintOf(strings, names[id]!, evrs[id]!, archs[id]!);
  return fingerprints;
}

/** Bits of Pool.kinds. */
function kindsOf(count: number, dependencies: Readonly<Record<DependencyKind, DependencyRows>>): Uint8Array {
  const kinds = new Uint8Array(count);
  for (const kind of dependencyKinds) {
    const { offsets } = dependencies[kind];
    const bit = kindBit(kind);
    for (let id = 2; id < count; id++) if (offsets[id] !== offsets[id + 1]) kinds[id]! |= bit;
  }
  return kinds;
}

const WEAKLY = kindBit("supplements") | kindBit("enhances");

function packagesWith(kinds: Uint8Array, bits: number): readonly number[] {
  const found: number[] = [];
  for (let id = 2; id < kinds.length; id++) if ((kinds[id]! & bits) !== 0) found.push(id);
  return found;
}

interface JudgedArchitecture {
  readonly score: number;
  readonly colour: number;
}

/** Score and colour of an architecture on the machine. Source packages never count as installable: they are 0. */
export function architectureJudge(
  strings: Interner,
  machine: string | undefined,
): (arch: StringId) => JudgedArchitecture {
  const byName = machine === undefined ? undefined : architectureScores(machine);
  const known = new Map<StringId, JudgedArchitecture>();
  return (arch) => {
    let judged = known.get(arch);
    if (judged === undefined) {
      const text = strings.text(arch);
      const isSource = text === "src" || text === "nosrc";
      const free = text === "noarch" ? 1 : 0x10001;
      judged = {
        score: isSource ? 0 : byName === undefined ? free : (byName.get(text) ?? 0),
        colour: architectureColour(text),
      };
      known.set(arch, judged);
    }
    return judged;
  };
}

function judgeArchitectures(
  strings: Interner,
  archs: Uint32Array,
  machine: string | undefined,
): { readonly scores: Int32Array; readonly colours: Uint8Array } {
  const judge = architectureJudge(strings, machine);
  const scores = new Int32Array(archs.length);
  const colours = new Uint8Array(archs.length);
  for (let id = 2; id < archs.length; id++) {
    const { score, colour } = judge(archs[id]!);
    scores[id] = score;
    colours[id] = colour;
  }
  return { scores, colours };
}

/** The owners of paths that some dependency names, or of all paths where the pool keeps them, ordered by package. */
function ownedPaths(
  builder: PoolBuilder,
  dependencies: Readonly<Record<DependencyKind, DependencyRows>>,
): { readonly packages: Uint32List; readonly paths: Uint32List } {
  const { strings } = builder;
  const packages = new Uint32List();
  const paths = new Uint32List();
  if (builder.keepsPaths) {
    for (const { table, ids, start } of builder.tables)
      for (let row = 0; row < table.count; row++)
        for (let i = table.files.offsets[row]!; i < table.files.offsets[row + 1]!; i++) {
          packages.push(start + row);
          paths.push(ids.internString(table.files.ids[i]!));
        }
    return { packages, paths };
  }
  const { asked, hashes: wanted } = askedPaths(builder, dependencies);
  for (const { table, ids, start } of builder.tables) {
    const { hashes } = table.strings;
    const { offsets, ids: rows } = table.files;
    for (let row = 0; row < table.count; row++)
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
        if (wanted[hashes[rows[i]!]! & 0xffff] === 0) continue;
        const path = ids.findString(rows[i]!);
        if (asked[path] !== 1) continue;
        packages.push(start + row);
        paths.push(path);
      }
  }
  for (const file of builder.looseFiles) {
    const path = strings.findText(file.path);
    if (asked[path] !== 1) continue;
    packages.push(file.package);
    paths.push(path);
  }
  return { packages, paths };
}

/** Marks per string id, and per lower half of a string's hash, of what dependencies other than provides name as a path. */
function askedPaths(
  { strings, relations }: PoolBuilder,
  dependencies: Readonly<Record<DependencyKind, DependencyRows>>,
): { readonly asked: Uint8Array; readonly hashes: Uint8Array } {
  const asked = new Uint8Array(strings.count);
  for (const kind of dependencyKinds) {
    if (kind === "provides") continue;
    const { ids } = dependencies[kind];
    for (let i = 0; i < ids.length; i++) if (ids[i]! > 0) asked[ids[i]!] = 1;
  }
  // Paths with a version, and those inside rich dependencies.
  const { names, evrs, flags } = relations;
  for (let index = 1; index < relations.count; index++) {
    if (!isRelation(names[index]!)) asked[names[index]!] = 1;
    if (flags[index]! >= FIRST_OPERATOR && !isRelation(evrs[index]!)) asked[evrs[index]!] = 1;
  }
  const hashes = new Uint8Array(1 << 16);
  const { data, offsets } = strings;
  for (let id = 2; id < strings.count; id++) {
    if (asked[id] === 1 && data[offsets[id]!] === SLASH) hashes[strings.hashes[id]! & 0xffff] = 1;
    else asked[id] = 0;
  }
  return { asked, hashes };
}
