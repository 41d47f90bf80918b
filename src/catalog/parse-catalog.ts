import { z } from "zod";
import {
  assembleCatalog,
  type CatalogWithFacts,
  type Kind,
  type Knowledge,
  type KnowledgeFile,
  knowledgeJson,
} from "./catalog.ts";
import { CatalogError } from "./catalog-error.ts";
import { Downgrade } from "./downgrade.ts";
import { Hop, OtherHop } from "./hop.ts";
import { Minor } from "./minor.ts";
import { Release } from "./release.ts";
import { ReleaseFact } from "./release-fact.ts";
import { RemovedDriver, UnmaintainedDriver } from "./removed-driver.ts";
import { Rename } from "./rename.ts";
import { Repository } from "./repository.ts";
import { RetiredMirror } from "./retired-mirror.ts";
import { SigningKey } from "./signing-key.ts";
import { Source } from "./source.ts";
import { ThirdParty } from "./third-party.ts";
import { Vendor } from "./vendor.ts";

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

const kinds: Readonly<Record<Kind, z.ZodType<Knowledge>>> = {
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

/**
 * Reads the files of data/ into one catalog. Unknown keys, a source or another record that is named and not there, and an
 * id that occurs twice in a kind are refused: a typo cannot hide.
 *
 * @throws CatalogError with the path of the file and the place in it
 */
export function parseCatalog(files: readonly CatalogFile[]): CatalogWithFacts {
  return assembleCatalog(files.map(({ path, text }) => parseFile(path, text)));
}

function parseFile(path: string, text: string): KnowledgeFile {
  if (text.length > MAX_TEXT) throw new CatalogError(path, `it has ${text.length} characters, at most ${MAX_TEXT}`);
  const json = knowledgeJson(path, text);
  const head = Head.safeParse(json);
  if (!head.success) throw new CatalogError(path, describe(head.error, json));
  const kind = head.data.kind;
  if (!isKind(kind)) {
    throw new CatalogError(path, `"${kind}" is no kind of knowledge; known: ${Object.keys(kinds).join(", ")}`);
  }
  // Without jit: each schema is used once or twice, and compiling them takes longer than the records do.
  const result = kinds[kind].safeParse(json, { jitless: true });
  if (!result.success) throw new CatalogError(path, describe(result.error, json));
  return { path, value: result.data };
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
