import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { FactsDocumentError } from "../facts/document-error.ts";
import type { FactsDocument } from "../facts/facts-document.ts";
import { parseFactsDocument } from "../facts/parse-facts-document.ts";
import type { Inspected } from "../hosts/inspection.ts";
import type { Target } from "../hosts/target.ts";
import type { ConnectionOptions, Source } from "./targets.ts";

/** The facts of one host, or why there are none. `failed`: what it gave cannot be read. */
export type Gathered =
  | { readonly kind: "facts"; readonly document: FactsDocument }
  | { readonly kind: "unreachable" | "failed"; readonly host: string; readonly reason: string };

export interface GatherOptions {
  readonly connection: ConnectionOptions;
  readonly signal?: AbortSignal;
  /** Called as hosts come in: how many of how many are done, and which was last. */
  readonly onDone?: (done: number, of: number, host: string) => void;
  /** Sees what each probe answered, before facts are made of it. */
  readonly onCaptures?: (inspected: Inspected) => Promise<void>;
}

const documentLimit = 128 * 1024 * 1024;

/** Facts of all sources, in their order. Hosts are asked several at a time. */
export async function gatherFacts(sources: readonly Source[], options: GatherOptions): Promise<readonly Gathered[]> {
  const targets = sources.flatMap((source) => (source.kind === "target" ? [source.target] : []));
  const fromTargets = targets.length === 0 ? [] : await fromHosts(targets, sources.length, options);
  const byTarget = new Map<Target, Gathered>();
  for (const [index, target] of targets.entries()) {
    const gathered = fromTargets[index];
    if (gathered !== undefined) byTarget.set(target, gathered);
  }
  const gathered: Gathered[] = [];
  for (const source of sources) {
    if (source.kind === "target") gathered.push(...[byTarget.get(source.target)].filter((one) => one !== undefined));
    else gathered.push(await fromFile(source));
  }
  return gathered;
}

/** Asking hosts and reading archives is a third of Ferry's code: it is loaded where there are some. */
async function fromHosts(
  ...request: Parameters<typeof import("./inspect-targets.ts").inspectTargets>
): Promise<readonly Gathered[]> {
  const { inspectTargets } = await import("./inspect-targets.ts");
  return inspectTargets(...request);
}

async function fromFile(source: Source & { readonly kind: "document" | "archive" }): Promise<Gathered> {
  try {
    const document = source.kind === "document" ? readDocument(source.path) : await fromArchive(source.path);
    return { kind: "facts", document };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const remedy = error instanceof FactsDocumentError ? "; write it anew with ferry inspect" : "";
    return { kind: "failed", host: source.path, reason: `${error.message}${remedy}` };
  }
}

async function fromArchive(path: string): Promise<FactsDocument> {
  const { readArchive } = await import("../hosts/archive/read-archive.ts");
  return readArchive(path);
}

function readDocument(path: string): FactsDocument {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size > documentLimit)
      throw new RangeError(`Cannot read ${path}: its ${size} bytes are more than ${documentLimit}`);
    return parseFactsDocument(readFileSync(file, "utf8"));
  } finally {
    closeSync(file);
  }
}
