import { formatEvr, parseEvr } from "../../package/evr.ts";
import type { PackageId, Pool } from "../../pool/pool.ts";

/** An installed package that came from a stream. */
export interface ModularPackage {
  readonly name: string;
  /** Of `name:stream:version:context`. */
  readonly stream: string;
}

/** `.module_el9.4.0+100+71fc9528`, `.module+el8.6.0+1+abcdef01` and CentOS Stream's `.module_el8+12+ab`. */
const modularRelease = /\.module[_+]el\d/;

/**
 * Packages built for some stream, of repositories whose lists of streams could not be read. Which stream each is of is not
 * known, so all are hidden but those that clearly go on with what is installed: the same build, or the same name in a version
 * of the stream that the installed package is from ("18" and 18.20.4).
 */
export function unlistedPackages(
  pool: Pool,
  repositories: ReadonlySet<string>,
  installed: readonly ModularPackage[],
): readonly PackageId[] {
  const streams = new Map(installed.map(({ name, stream }) => [name, stream]));
  const builds = new Set<string>();
  for (let id = pool.installedStart; id < pool.installedEnd; id++) builds.add(buildOf(pool, id));
  const found: PackageId[] = [];
  for (const repository of pool.repositories) {
    if (!repositories.has(repository.id)) continue;
    for (let id = repository.start; id < repository.end; id++) {
      const { release, version } = parseEvr(pool.strings.text(pool.evrs[id]!));
      if (!modularRelease.test(`.${release}`)) continue;
      const stream = streams.get(pool.strings.text(pool.names[id]!));
      const goesOn = builds.has(buildOf(pool, id)) || (stream !== undefined && isOfStream(version, stream));
      if (!goesOn) found.push(id);
    }
  }
  return found;
}

function buildOf(pool: Pool, id: PackageId): string {
  const name = pool.strings.text(pool.names[id]!);
  return `${name}-${formatEvr(parseEvr(pool.strings.text(pool.evrs[id]!)))}.${pool.strings.text(pool.archs[id]!)}`;
}

function isOfStream(version: string, stream: string): boolean {
  return /^\d[\d.]*$/.test(stream) && (version === stream || version.startsWith(`${stream}.`));
}
