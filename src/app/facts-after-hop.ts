import { absent, known } from "../facts/fact.ts";
import type { FactsDocument } from "../facts/facts-document.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra, parseNevra } from "../package/nevra.ts";
import { dependencyCompleter } from "../resolve/known-dependencies.ts";
import type { TargetPackage } from "../resolve/resolution.ts";
import type { Grounds } from "./assess.ts";
import { valueOf } from "./value-of.ts";

/**
 * The facts of a host as a solved hop leaves them, to solve the next hop from: the packages of its solution, those that come with what
 * their repository tells of them, and the release that it then runs. Module states hold within a major version. The kernel that
 * runs is not known. Undefined where the hop has no solution.
 */
export function factsAfterHop({ document, hop, solution, opened }: Grounds): FactsDocument | undefined {
  const { facts } = document;
  const installed = valueOf(facts, "packages");
  const system = hop.to.osRelease;
  const changes = solution?.changes;
  if (changes === undefined || installed === undefined || system === null) return undefined;
  const pairs = [...changes.upgrade, ...changes.downgrade];
  const gone = new Set([
    ...changes.remove.map(({ nevra }) => nevra),
    ...changes.obsolete.map(({ old }) => old),
    ...pairs.map(({ from }) => from),
    ...changes.reinstall.map(({ nevra }) => nevra),
  ]);
  const come: readonly TargetPackage[] = [...changes.install, ...changes.reinstall, ...pairs.map(({ to }) => to)];
  const complete = dependencyCompleter(
    [],
    opened.repositories.map(({ table }) => table),
  );
  const packages: InstalledPackage[] = installed.filter((item) => !gone.has(formatNevra(item)));
  for (const { nevra, repository } of come) {
    const name = parseNevra(nevra);
    if (name !== undefined) packages.push(complete({ ...name, origin: repository }).item);
  }
  const [name = hop.to.title] = system.names;
  const { latest, major } = hop.to;
  const versionId = latest === null ? String(major) : `${major}.${latest.minor}`;
  return {
    ...document,
    facts: {
      ...facts,
      osRelease: known({ id: system.id, name, versionId, prettyName: `${name} ${versionId}`, idLike: [] }),
      redhatRelease: absent,
      kernel: absent,
      modules: hop.kind === "convert" ? facts.modules : absent,
      packages: known(packages),
    },
  };
}
