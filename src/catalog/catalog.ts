import { z } from "zod";
import { CatalogError } from "./catalog-error.ts";
import { Downgrade } from "./downgrade.ts";
import { Hop, OtherHop } from "./hop.ts";
import { Minor } from "./minor.ts";
import { ownBuilds, Release } from "./release.ts";
import { ReleaseFact } from "./release-fact.ts";
import { RemovedDriver, UnmaintainedDriver } from "./removed-driver.ts";
import { Rename } from "./rename.ts";
import { Repository } from "./repository.ts";
import { RetiredMirror } from "./retired-mirror.ts";
import { SigningKey } from "./signing-key.ts";
import { Source } from "./source.ts";
import { ThirdParty } from "./third-party.ts";
import { Vendor } from "./vendor.ts";

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

/** A file of data/: its path (named in errors, and nothing else) and its whole text. */
export interface CatalogFile {
  readonly path: string;
  readonly text: string;
}

/** Longest text of one file, in UTF-16 units. The largest file of data/ has some 50,000. */
const MAX_TEXT = 32 * 1024 * 1024;

const Head = z.looseObject({ kind: z.string() });

function file<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ kind: z.string(), sources: z.record(z.string(), Source), records: z.array(item) });
}

const kinds = {
  vendors: file(Vendor),
  releases: file(Release),
  "release-facts": file(ReleaseFact),
  minors: file(Minor),
  hops: file(Hop),
  "other-hops": file(OtherHop),
  repositories: file(Repository),
  renames: file(Rename),
  "signing-keys": file(SigningKey),
  "third-party": file(ThirdParty),
  drivers: file(RemovedDriver),
  "unmaintained-drivers": file(UnmaintainedDriver),
  "retired-mirrors": file(RetiredMirror),
  downgrades: file(Downgrade),
};
type Kind = keyof typeof kinds;
type FileOf<Name extends Kind> = z.infer<(typeof kinds)[Name]>;
type RecordOf<Name extends Kind> = FileOf<Name>["records"][number];

/**
 * Reads the files of data/ into one catalog. Unknown keys, a source or another record that is named and not there, and an
 * id that occurs twice in a kind are refused: a typo cannot hide.
 *
 * @throws CatalogError with the path of the file and the place in it
 */
export function parseCatalog(files: readonly CatalogFile[]): CatalogWithFacts {
  const found: { readonly path: string; readonly kind: Kind; readonly value: FileOf<Kind> }[] = [];
  const sources = new Map<string, Source>();
  for (const { path, text } of files) {
    const parsed = parseFile(path, text);
    addSources(path, parsed.value, sources);
    found.push({ path, ...parsed });
  }
  function records<Name extends Kind>(name: Name): readonly RecordOf<Name>[] {
    const seen = new Map<string, string>();
    const result: RecordOf<Name>[] = [];
    for (const { path, kind, value } of found) {
      if (kind !== name) continue;
      for (const item of value.records as RecordOf<Name>[]) {
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

function parseFile(path: string, text: string): { readonly kind: Kind; readonly value: FileOf<Kind> } {
  if (text.length > MAX_TEXT) throw new CatalogError(path, `it has ${text.length} characters, at most ${MAX_TEXT}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CatalogError(path, `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const head = Head.safeParse(json);
  if (!head.success) throw new CatalogError(path, describe(head.error, json));
  const kind = head.data.kind;
  if (!isKind(kind)) {
    throw new CatalogError(path, `"${kind}" is no kind of knowledge; known: ${Object.keys(kinds).join(", ")}`);
  }
  // Without jit: each schema is used once or twice, and compiling them takes longer than the records do.
  const result = kinds[kind].safeParse(json, { jitless: true });
  if (!result.success) throw new CatalogError(path, describe(result.error, json));
  return { kind, value: result.data };
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(kinds, text);
}

/** `record 3 ("centos-linux-7"): support.active: expected a date YYYY-MM-DD`. */
function describe(error: z.ZodError, json: unknown): string {
  const [issue] = error.issues;
  if (issue === undefined) return "it has not the shape of its kind";
  const [first, index, ...rest] = issue.path;
  if (first !== "records" || typeof index !== "number") {
    return issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
  }
  const id = z.looseObject({ records: z.array(z.looseObject({ id: z.string() })) }).safeParse(json);
  const name = id.success ? ` ("${id.data.records[index]?.id ?? ""}")` : "";
  const place = rest.length === 0 ? "" : `${rest.join(".")}: `;
  return `record ${index + 1}${name}: ${place}${issue.message}`;
}

function addSources(path: string, value: FileOf<Kind>, sources: Map<string, Source>): void {
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
