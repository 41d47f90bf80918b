import { formatEvr, parseEvr } from "../package/evr.ts";
import type { PackageId, Pool } from "../pool/pool.ts";
import { matchesGlob } from "./matches-glob.ts";
import { nameOf } from "./package-words.ts";

/** What a pattern asks for; each part is a glob, left out when any will do. */
interface Asked {
  readonly name: string;
  readonly epoch?: number;
  readonly version?: string;
  readonly release?: string;
  readonly arch?: string;
}

/** How dnf reads a pattern, the first form that some package fits counts (libdnf, nevra.cpp; hy-subject.h, HY_FORMS_MOST_SPEC). */
const forms: readonly RegExp[] = [
  /^(?<name>[^:(/=<> ]+)-(?:(?<epoch>[0-9]+):)?(?<version>[^-:(/=<> ]+)-(?<release>[^-:(/=<> ]+)\.(?<arch>[^-:.(/=<> ]+)$/,
  /^(?<name>[^:(/=<> ]+)\.(?<arch>[^-:.(/=<> ]+)$/,
  /^(?<name>[^:(/=<> ]+)$/,
  /^(?<name>[^:(/=<> ]+)-(?:(?<epoch>[0-9]+):)?(?<version>[^-:(/=<> ]+)-(?<release>[^-:(/=<> ]+)$/,
  /^(?<name>[^:(/=<> ]+)-(?:(?<epoch>[0-9]+):)?(?<version>[^-:(/=<> ]+)$/,
];

/** The packages, installed ones too, that dnf takes a pattern of excludepkgs or includepkgs for, ascending. */
export function matchesPattern(pool: Pool, pattern: string): PackageId[] {
  for (const form of forms) {
    const parts = form.exec(pattern)?.groups;
    if (parts === undefined) continue;
    const { name = "*", epoch, version, release, arch } = parts;
    const found = packagesLike(pool, {
      name,
      ...(epoch === undefined ? {} : { epoch: Number(epoch) }),
      ...(version === undefined || version === "*" ? {} : { version }),
      ...(release === undefined || release === "*" ? {} : { release }),
      ...(arch === undefined || arch === "*" ? {} : { arch }),
    });
    if (found.length > 0) return found;
  }
  return packagesSpelled(pool, pattern);
}

/** Where no form fits, the pattern is for the whole NEVRA, its epoch left out unless the pattern has one (libdnf, sack/query.cpp, filterSubject). */
function packagesSpelled(pool: Pool, pattern: string): PackageId[] {
  if (/[/(]/.test(pattern)) return [];
  const hasEpoch = pattern.includes(":");
  const found: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    const evr = parseEvr(pool.strings.text(pool.evrs[id]!));
    const plain = formatEvr({ ...evr, epoch: 0 });
    const spelled = `${nameOf(pool, id)}-${hasEpoch ? `${evr.epoch}:` : ""}${plain}.${pool.strings.text(pool.archs[id]!)}`;
    if (matchesGlob(spelled, pattern)) found.push(id);
  }
  return found;
}

function packagesLike(pool: Pool, { name, epoch, version, release, arch }: Asked): PackageId[] {
  const names = new Map<number, boolean>();
  const hasName = (id: PackageId): boolean => {
    const known = names.get(pool.names[id]!);
    if (known !== undefined) return known;
    const fits = matchesGlob(nameOf(pool, id), name);
    names.set(pool.names[id]!, fits);
    return fits;
  };
  const hasEvr = (id: PackageId): boolean => {
    if (epoch === undefined && version === undefined && release === undefined) return true;
    const evr = parseEvr(pool.strings.text(pool.evrs[id]!));
    if (epoch !== undefined && evr.epoch !== epoch) return false;
    return (
      (version === undefined || matchesGlob(evr.version, version)) &&
      (release === undefined || matchesGlob(evr.release ?? "", release))
    );
  };
  const found: PackageId[] = [];
  for (let id = 2; id < pool.count; id++) {
    if (!hasName(id) || !hasEvr(id)) continue;
    if (arch === undefined || matchesGlob(pool.strings.text(pool.archs[id]!), arch)) found.push(id);
  }
  return found;
}
