import { formatNevra } from "../package/nevra.ts";
import type { PackageTable } from "../pool/package-table.ts";
import type { PackageTransaction } from "../resolve/resolution.ts";
import type { ArrivingPackage, Conversion, ConversionRepository, PinnedKey } from "../steps/conversion.ts";
import type { Grounds } from "./assess.ts";
import type { Opened, OpenedRepository } from "./open-repositories.ts";
import { valueOf } from "./value-of.ts";

/** Why the host's dnf could not do what the assessment foretells. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}

/**
 * What the host's dnf is to do, from what the assessment rests on. Throws ConversionError where the host could not get
 * the same packages (a repository in a folder of this machine) or where nothing was solved.
 */
export function conversionOf({ document, hop, opened, solution }: Grounds, keys: readonly PinnedKey[]): Conversion {
  if (solution?.changes === undefined || solution.basis === "none") {
    throw new ConversionError("the packages could not be solved");
  }
  const { changes, swaps, totals } = solution;
  const installed = (valueOf(document.facts, "packages") ?? []).filter(({ name }) => name !== "gpg-pubkey");
  const leaving = leavingOf(changes);
  const arriving = arrivingOf(changes, opened.repositories);
  const gone = new Set(leaving);
  const stay = installed.map(formatNevra).filter((nevra) => !gone.has(nevra));
  return {
    schema: "ferry/conversion/1",
    from: hop.from.id,
    to: hop.to.id,
    releasever: String(hop.to.major),
    platform: `platform:el${hop.to.major}`,
    repositories: repositoriesOf(opened),
    keys,
    erase: swaps.erase,
    install: swaps.install,
    allowErasing: solution.basis === "with-erasing",
    arriving,
    leaving,
    after: [...new Set([...stay, ...arriving.map(({ nevra }) => nevra)])].sort(),
    downloadBytes: totals.downloadBytes,
    growthBytes: totals.sizeChangeBytes,
  };
}

function leavingOf({ upgrade, downgrade, obsolete, remove }: PackageTransaction): readonly string[] {
  return [
    ...new Set([
      ...[...upgrade, ...downgrade].map(({ from }) => from),
      ...obsolete.map(({ old }) => old),
      ...remove.map(({ nevra }) => nevra),
    ]),
  ].sort();
}

function arrivingOf(
  { install, upgrade, downgrade, reinstall }: PackageTransaction,
  repositories: readonly OpenedRepository[],
): readonly ArrivingPackage[] {
  const targets = [...install, ...upgrade.map(({ to }) => to), ...downgrade.map(({ to }) => to), ...reinstall];
  const wanted = new Set(targets.map(({ nevra }) => nevra));
  const checksums = new Map(repositories.map(({ id, table }) => [id, checksumsOf(table, wanted)]));
  return targets
    .map(({ nevra, repository, downloadSize }): ArrivingPackage => {
      const [algorithm = "", hex = ""] = checksums.get(repository)?.get(nevra)?.split(":") ?? [];
      if (hex === "") throw new ConversionError(`the metadata of "${repository}" tells no checksum of ${nevra}`);
      return { nevra, repository, checksum: { algorithm, hex }, downloadBytes: downloadSize };
    })
    .toSorted((left, right) => (left.nevra < right.nevra ? -1 : 1));
}

function checksumsOf(table: PackageTable, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const { data, offsets } = table.strings;
  const decoder = new TextDecoder();
  const string = (id: number): string => decoder.decode(data.subarray(offsets[id], offsets[id + 1]));
  for (let index = 0; index < table.count; index += 1) {
    const text = (ids: Uint32Array): string => string(ids[index] ?? 0);
    const nevra = `${text(table.names)}-${text(table.evrs)}.${text(table.archs)}`;
    if (wanted.has(nevra)) found.set(nevra, text(table.checksums));
  }
  return found;
}

/** The repositories as the host's dnf is to use them. Throws ConversionError where one is a folder of this machine. */
export function repositoriesOf({ repositories }: Opened): readonly ConversionRepository[] {
  return repositories.map(repositoryOf);
}

function repositoryOf({ id, source, isNamed, configured, excludes, includes }: OpenedRepository): ConversionRepository {
  if (source.folder !== undefined) {
    throw new ConversionError(
      `the repository "${id}" is a folder of this machine (${source.folder}), which the host cannot read: name an address`,
    );
  }
  const shared = {
    ...(source.baseUrls.length === 0 ? {} : { baseurl: source.baseUrls.join(" ") }),
    ...(source.mirrorList === undefined ? {} : { mirrorlist: source.mirrorList }),
    ...(source.metalink === undefined ? {} : { metalink: source.metalink }),
    ...(excludes.length === 0 ? {} : { excludepkgs: excludes.join(" ") }),
    ...(includes.length === 0 ? {} : { includepkgs: includes.join(" ") }),
  };
  if (configured === undefined) {
    return { id, name: id, settings: { ...shared, gpgcheck: "1" }, kind: isNamed ? "named" : "own" };
  }
  return {
    id,
    name: configured.name,
    kind: "other",
    settings: {
      ...shared,
      gpgcheck: configured.gpgCheck ? "1" : "0",
      ...(configured.gpgKeys.length === 0 ? {} : { gpgkey: configured.gpgKeys.join(" ") }),
      ...(configured.priority === undefined ? {} : { priority: String(configured.priority) }),
      ...(configured.cost === undefined ? {} : { cost: String(configured.cost) }),
      ...(configured.includes.length === 0 ? {} : { includepkgs: configured.includes.join(" ") }),
      ...(configured.moduleHotfixes ? { module_hotfixes: "1" } : {}),
    },
  };
}
