import { parseEvr } from "../../package/evr.ts";
import type { PackageId, Pool, RepositoryRange } from "../../pool/pool.ts";
import type { ActiveStreams } from "./active-streams.ts";
import { artifactMarks } from "./hidden-packages.ts";

/** An installed package that came from a stream. */
export interface ModularPackage {
  readonly name: string;
  readonly stream: string;
}

/** `1.module_el9.4.0+100+71fc9528`, `2.module+el8.6.0+1+abcdef01` and CentOS Stream's `3.module_el8+12+ab`. */
const modularRelease = /\.module[_+]el\d/;

const [DOT, M] = [46, 109];

/** Whether ".m" is in it: of thousands of releases few texts are made. */
function mayBeModular({ strings: { data, offsets } }: Pool, evr: number): boolean {
  const end = offsets[evr + 1]!;
  for (let at = offsets[evr]! + 1; at < end; at++) if (data[at] === M && data[at - 1] === DOT) return true;
  return false;
}

/**
 * The packages of a repository that were built for some stream, and that no list of streams names. Which stream each is of is
 * not known, so all count but those that clearly go on with what is installed: the same build, or the same name in a version of
 * the stream that the installed package is from ("18" and 18.20.4).
 */
export function unlistedPackages(
  pool: Pool,
  repository: RepositoryRange,
  streams: Pick<ActiveStreams, "active" | "inactive">,
  installed: readonly ModularPackage[],
): readonly PackageId[] {
  const modular: PackageId[] = [];
  const known = new Map<number, boolean>();
  for (let id = repository.start; id < repository.end; id++) {
    const evr = pool.evrs[id]!;
    const isModular = known.get(evr) ?? (mayBeModular(pool, evr) && modularRelease.test(pool.strings.text(evr)));
    known.set(evr, isModular);
    if (isModular) modular.push(id);
  }
  if (modular.length === 0) return [];
  const listed = artifactMarks(pool, [...streams.active, ...streams.inactive]);
  const streamOf = new Map(installed.map(({ name, stream }) => [name, stream]));
  return modular.filter((id) => {
    const stream = streamOf.get(pool.strings.text(pool.names[id]!));
    const { version } = parseEvr(pool.strings.text(pool.evrs[id]!));
    const goesOn = isInstalledBuild(pool, id) || (stream !== undefined && isOfStream(version, stream));
    return listed[id] === 0 && !goesOn;
  });
}

function isInstalledBuild(pool: Pool, id: PackageId): boolean {
  const { names, evrs, archs } = pool;
  for (let other = pool.installedStart; other < pool.installedEnd; other++)
    if (names[other] === names[id] && evrs[other] === evrs[id] && archs[other] === archs[id]) return true;
  return false;
}

function isOfStream(version: string, stream: string): boolean {
  return /^\d[\d.]*$/.test(stream) && (version === stream || version.startsWith(`${stream}.`));
}
