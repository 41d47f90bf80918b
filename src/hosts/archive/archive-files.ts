import type { ArchiveEntries, ArchiveFile } from "./archive-entries.ts";
import { ArchiveError } from "./archive-error.ts";

/** The files of one host in an archive, by their paths on the host (`etc/fstab`) or in the archive (`insights_commands/lsmod`). */
export interface ArchiveFiles {
  readonly kind: "insights" | "sos";
  file(path: string): ArchiveFile | undefined;
  /** Plain paths of files, in order, that begin so. */
  startingWith(start: string): readonly string[];
  /** A file of `meta_data`, which Insights puts beside the host's files or beside the folder `data` that holds them. */
  metadata(spec: string): ArchiveFile | undefined;
}

const maximumLinks = 8;

/**
 * Finds the host in the entries: the folder that holds insights_commands or sos_commands. Archives put it at the top, in a
 * folder of the host's name, in that folder twice, or in its folder `data`. Of nested ones (containers) the outermost counts.
 */
export function findHost(name: string, entries: ArchiveEntries): ArchiveFiles {
  const roots = new Map<string, "insights" | "sos">();
  for (const path of entries.files.keys()) {
    const match = /^((?:[^/]+\/)*?)(insights|sos)_commands\//.exec(path);
    if (match !== null) roots.set(match[1] ?? "", match[2] === "sos" ? "sos" : "insights");
  }
  const depth = Math.min(...[...roots.keys()].map(depthOf));
  const [first, second] = [...roots].filter(([root]) => depthOf(root) === depth);
  if (first === undefined) {
    throw new ArchiveError(
      `Cannot read the archive ${name}: it holds neither an Insights archive, a sos report nor facts of Ferry`,
    );
  }
  if (second !== undefined) {
    throw new ArchiveError(`Cannot read the archive ${name}: it holds several hosts, in ${first[0]} and ${second[0]}`);
  }
  const [root, kind] = first;
  const beside = root.endsWith("data/") ? root.slice(0, -"data/".length) : root;
  return {
    kind,
    file: (path) => resolve(entries, `${root}${path}`),
    startingWith: (start) =>
      [...entries.files.keys(), ...entries.links.keys()]
        .filter((path) => path.startsWith(`${root}${start}`))
        .map((path) => path.slice(root.length))
        .sort(),
    metadata: (spec) => resolve(entries, `${beside}meta_data/insights.specs.Specs.${spec}.json`),
  };
}

function depthOf(root: string): number {
  return root.split("/").length;
}

function resolve(entries: ArchiveEntries, path: string): ArchiveFile | undefined {
  let place: string | undefined = path;
  for (let i = 0; i < maximumLinks && place !== undefined; i++) {
    const file = entries.files.get(place);
    if (file !== undefined) return file;
    place = entries.links.get(place);
  }
  return undefined;
}
