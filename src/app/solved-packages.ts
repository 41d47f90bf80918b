import { factOf, type HostGrounds, type LostPackage, type SolvedPackages } from "../compare/host-grounds.ts";
import { formatEvr } from "../package/evr.ts";
import { parseNevra } from "../package/nevra.ts";
import type { Change } from "../report/assessment.ts";
import type { AssessedHost } from "./assess.ts";

/** What a host's solution says of its packages, as a comparison needs it. `fromCache`: its repositories may be of any age. */
export function solvedPackages(
  host: HostGrounds,
  { assessment, grounds }: AssessedHost,
  fromCache: boolean,
): SolvedPackages {
  const { basis, transaction, totals, problems, repositories, route } = assessment;
  const ids = repositories.map(({ id }) => (fromCache ? `${id} (cached)` : id));
  const problem = problems.find(({ kind }) => kind === "packages");
  if (basis === "none") {
    if (problem !== undefined)
      return { kind: "unsolvable", because: problem.because, choices: problem.choices, repositories: ids };
    const isRebuild = route.some(({ kind }) => kind === "rebuild");
    return {
      kind: "not-solved",
      because: isRebuild
        ? "a new host is built"
        : ids.length > 0
          ? "the packages of this host are not known"
          : "its repositories are neither named nor cached",
    };
  }
  const running = runningNames(host);
  const { upgrade, downgrade, reinstall, obsolete, remove } = transaction;
  return {
    kind: "solved",
    withErasing: basis === "with-erasing",
    kept: totals.kept + reinstall.length,
    newer: upgrade.length,
    older: downgrade.length,
    renamed: obsolete.length,
    lost: remove.map(({ nevra, why }): LostPackage => {
      const name = parseNevra(nevra)?.name ?? nevra;
      return { name, why, inUse: running.has(name) };
    }),
    changes: [...upgrade, ...downgrade].flatMap(changeOf),
    lostLibraries: grounds?.solution?.libraries?.lost ?? [],
    repositories: ids,
    further: [],
  };
}

function changeOf({ from, to }: Change) {
  const before = parseNevra(from);
  const after = parseNevra(to);
  return before === undefined || after === undefined
    ? []
    : [{ name: before.name, from: formatEvr(before), to: formatEvr(after) }];
}

/** Names of packages that run: a unit or a socket of the same name, or a unit whose file the package owns. */
function runningNames({ facts }: HostGrounds): ReadonlySet<string> {
  const units = (factOf(facts, "units") ?? []).filter(({ active }) => active === "active").map(({ name }) => name);
  const names = new Set([
    ...units.filter((name) => name.endsWith(".service")).map((name) => name.slice(0, -".service".length)),
    ...(factOf(facts, "sockets") ?? []).flatMap(({ process }) => process ?? []),
  ]);
  const paths = new Set(units.map((name) => `/usr/lib/systemd/system/${name}`));
  for (const { name, files } of factOf(facts, "packages") ?? []) {
    if (files?.some((file) => paths.has(file)) === true) names.add(name);
  }
  return names;
}
