import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatFactsDocument } from "../facts/format-facts-document.ts";
import { writeRecording } from "../hosts/recording.ts";
import { DONE, FAILED, UNREACHABLE } from "./exit-code.ts";
import { type Gathered, gatherFacts } from "./gather-facts.ts";
import { RequestError } from "./request-error.ts";
import { type ConnectionOptions, type Source, sourcesOf } from "./targets.ts";

export interface InspectRequest {
  readonly inputs: readonly string[];
  readonly root?: string;
  /** Folder for HOST.facts.json. */
  readonly output?: string;
  /** Folder for a recorded folder per host. */
  readonly record?: string;
  readonly connection: ConnectionOptions;
  /** Leaves the hosts that are being read. */
  readonly signal?: AbortSignal;
  readonly progress: (line: string) => void;
}

export interface InspectOutcome {
  /** The document of one host, when no folder was named. */
  readonly document?: string;
  /** A line per host: what was written, or why not. */
  readonly lines: readonly string[];
  readonly exit: number;
}

/** Collects the facts of hosts. Exit 1 when an answer cannot be read, 4 when a host is not reached, else 0. */
export async function inspect(request: InspectRequest): Promise<InspectOutcome> {
  const sources: readonly Source[] =
    request.root === undefined
      ? sourcesOf(request.inputs, request.connection)
      : [{ kind: "target", target: { kind: "root", directory: request.root } }];
  const { output, record } = request;
  if (output === undefined && sources.length > 1) {
    throw new RequestError(`Cannot write ${sources.length} hosts to standard output: name a folder with -o DIR`);
  }
  for (const folder of [output, record]) if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const gathered = await gatherFacts(sources, {
    connection: request.connection,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onDone: (done, of, host) => request.progress(`${done} of ${of} inspected, last ${host}`),
    ...(record === undefined
      ? {}
      : { onCaptures: (inspected) => writeRecording(join(record, fileName(inspected.host)), inspected) }),
  });
  const texts = gathered.map((one) => (one.kind === "facts" ? `${formatFactsDocument(one.document)}\n` : undefined));
  const names = distinct(gathered.map((one) => fileName(one.kind === "facts" ? one.document.host : one.host)));
  const lines = gathered.map((one, index) => {
    const text = texts[index];
    if (one.kind !== "facts" || text === undefined) return describe(one);
    if (output === undefined) return describe(one);
    const path = join(output, `${names[index] ?? "host"}.facts.json`);
    writeFileSync(`${path}.part`, text, { mode: 0o600 });
    renameSync(`${path}.part`, path);
    return `${describe(one)} → ${path}`;
  });
  const [only] = texts;
  const failed = gathered.some((one) => one.kind === "failed");
  const unreachable = gathered.some((one) => one.kind === "unreachable");
  return {
    ...(output === undefined && only !== undefined ? { document: only } : {}),
    lines,
    exit: failed ? FAILED : unreachable ? UNREACHABLE : DONE,
  };
}

function describe(gathered: Gathered): string {
  if (gathered.kind !== "facts") return `${gathered.host}: ${gathered.kind}: ${gathered.reason}`;
  const { host, facts } = gathered.document;
  const unreadable = Object.entries(facts).filter(([, fact]) => fact.kind === "unreadable");
  const names = unreadable.map(([name]) => name).join(", ");
  const known = Object.values(facts).filter((fact) => fact.kind === "known").length;
  return `${host}: ${known} facts known, ${unreadable.length} not readable${names === "" ? "" : ` (${names})`}`;
}

/** A host's name as a file name: what has a meaning in paths becomes "_". */
function fileName(host: string): string {
  const name = host.replace(/[^A-Za-z0-9._@-]+/g, "_").replace(/^[_.]+|_+$/g, "");
  return name === "" ? "host" : name.slice(0, 200);
}

/** The names, later ones of the same name numbered: two hosts never share a file. */
function distinct(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}
