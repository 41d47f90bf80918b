import { CatalogError } from "./catalog-error.ts";
import type { Downgrade } from "./downgrade.ts";
import type { Hop, OtherHop } from "./hop.ts";
import type { Minor } from "./minor.ts";
import { ownBuilds } from "./own-builds.ts";
import type { Release } from "./release.ts";
import type { ReleaseFact } from "./release-fact.ts";
import type { RemovedDriver, UnmaintainedDriver } from "./removed-driver.ts";
import type { Rename } from "./rename.ts";
import type { Repository } from "./repository.ts";
import type { RetiredMirror } from "./retired-mirror.ts";
import type { SigningKey } from "./signing-key.ts";
import type { Source } from "./source.ts";
import type { ThirdParty } from "./third-party.ts";
import type { Vendor } from "./vendor.ts";

/** All that the field knows: the records of data/ by kind, in the order of the files, and their sources by id. */
export interface Catalog {
  readonly sources: ReadonlyMap<string, Source>;
  readonly vendors: readonly Vendor[];
  readonly releases: readonly Release[];
  readonly hops: readonly Hop[];
  readonly repositories: readonly Repository[];
  readonly renames: readonly Rename[];
  readonly signingKeys: readonly SigningKey[];
  readonly thirdParties: readonly ThirdParty[];
  readonly removedDrivers: readonly RemovedDriver[];
  readonly retiredMirrors: readonly RetiredMirror[];
  readonly downgrades: readonly Downgrade[];
}

/** The catalog and what is told of releases only to compare them: most commands do without, and start faster. */
export interface CatalogWithFacts extends Catalog {
  readonly releaseFacts: readonly ReleaseFact[];
  readonly minors: readonly Minor[];
  readonly unmaintainedDrivers: readonly UnmaintainedDriver[];
  readonly otherHops: readonly OtherHop[];
}

interface RecordsByKind {
  readonly vendors: Vendor;
  readonly releases: Release;
  readonly "release-facts": ReleaseFact;
  readonly minors: Minor;
  readonly hops: Hop;
  readonly "other-hops": OtherHop;
  readonly repositories: Repository;
  readonly renames: Rename;
  readonly "signing-keys": SigningKey;
  readonly "third-party": ThirdParty;
  readonly drivers: RemovedDriver;
  readonly "unmaintained-drivers": UnmaintainedDriver;
  readonly "retired-mirrors": RetiredMirror;
  readonly downgrades: Downgrade;
}
export type Kind = keyof RecordsByKind;

/** The content of a file of data/. */
export interface Knowledge {
  readonly kind: string;
  readonly sources: Readonly<Record<string, Source>>;
  readonly records: readonly RecordsByKind[Kind][];
}

/** A file of data/: its path (named in errors, and nothing else) and what it holds, which has the shape of its kind. */
export interface KnowledgeFile {
  readonly path: string;
  readonly value: Knowledge;
}

/** What the text of a file of data/ says, of whatever shape. Throws CatalogError where it is not JSON. */
export function knowledgeJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CatalogError(path, `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/**
 * Puts the files of data/ into one catalog. A source or another record that is named and not there, and an id that occurs twice
 * in a kind are refused.
 *
 * @throws CatalogError
 */
export function assembleCatalog(files: readonly KnowledgeFile[]): CatalogWithFacts {
  const sources = new Map<string, Source>();
  for (const { path, value } of files) addSources(path, value, sources);
  function records<Name extends Kind>(name: Name): readonly RecordsByKind[Name][] {
    const seen = new Map<string, string>();
    const result: RecordsByKind[Name][] = [];
    for (const { path, value } of files) {
      if (value.kind !== name) continue;
      for (const item of value.records as RecordsByKind[Name][]) {
        const before = seen.get(item.id);
        if (before !== undefined) throw new CatalogError(path, `id "${item.id}" is also in ${before}`);
        seen.set(item.id, path);
        result.push(item);
      }
    }
    return result;
  }
  const catalog: CatalogWithFacts = {
    sources,
    vendors: records("vendors"),
    releases: records("releases"),
    releaseFacts: records("release-facts"),
    minors: records("minors"),
    unmaintainedDrivers: records("unmaintained-drivers"),
    hops: records("hops"),
    otherHops: records("other-hops"),
    repositories: records("repositories"),
    renames: records("renames"),
    signingKeys: records("signing-keys"),
    thirdParties: records("third-party"),
    removedDrivers: records("drivers"),
    retiredMirrors: records("retired-mirrors"),
    downgrades: records("downgrades"),
  };
  refuseDanglingReferences(catalog);
  return catalog;
}

function addSources(path: string, value: Knowledge, sources: Map<string, Source>): void {
  const used = new Set<string>();
  for (const item of value.records) {
    for (const id of item.source) {
      if (!Object.hasOwn(value.sources, id)) {
        throw new CatalogError(path, `record "${item.id}" names source "${id}", which is not in its head`);
      }
      used.add(id);
    }
  }
  for (const [id, source] of Object.entries(value.sources)) {
    if (!used.has(id)) throw new CatalogError(path, `no record uses source "${id}"`);
    const before = sources.get(id);
    if (before !== undefined && before.url !== source.url) {
      throw new CatalogError(path, `source "${id}" is ${source.url} here and ${before.url} in another file`);
    }
    if (before === undefined || before.retrieved <= source.retrieved) sources.set(id, source);
  }
}

function refuseDanglingReferences(catalog: CatalogWithFacts): void {
  const vendors = new Set(catalog.vendors.map((vendor) => vendor.id));
  const releases = new Set(catalog.releases.map((release) => release.id));
  function need(names: ReadonlySet<string>, name: string, kind: string, from: string): void {
    if (!names.has(name)) throw new CatalogError("the catalog", `${from} names ${kind} "${name}", which it has not`);
  }
  for (const item of [...catalog.releases, ...catalog.renames, ...catalog.signingKeys]) {
    need(vendors, item.vendor, "vendor", `"${item.id}"`);
  }
  for (const hop of [...catalog.hops, ...catalog.otherHops]) {
    need(releases, hop.from, "release", `hop "${hop.id}"`);
    need(releases, hop.to, "release", `hop "${hop.id}"`);
  }
  for (const item of catalog.minors) need(releases, item.release, "release", `minor "${item.id}"`);
  refuseFactsThatCannotHold(catalog);
  for (const item of catalog.repositories) need(releases, item.release, "release", `repository "${item.id}"`);
  for (const item of catalog.thirdParties) {
    for (const id of item.onlyFor) need(releases, id, "release", `third party "${item.id}"`);
  }
}

function refuseFactsThatCannotHold({ releases, releaseFacts }: CatalogWithFacts): void {
  const subjects = new Set(releases.flatMap((release) => [release.id, ...ownBuilds(release).map(({ id }) => id)]));
  const told = new Map<string, string>();
  for (const { id, fact, subjects: names } of releaseFacts) {
    for (const name of names) {
      if (!subjects.has(name)) {
        throw new CatalogError("the catalog", `fact "${id}" names release "${name}", which it has not`);
      }
      const before = told.get(`${fact}@${name}`);
      if (before !== undefined) {
        throw new CatalogError("the catalog", `facts "${before}" and "${id}" both tell the ${fact} of "${name}"`);
      }
      told.set(`${fact}@${name}`, id);
    }
  }
}
