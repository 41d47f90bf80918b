import type { Facts } from "../facts/facts.ts";
import type { HostModule, ModuleIndex } from "../package/module-index.ts";
import type { Pool } from "../pool/pool.ts";
import { plural } from "../report/layout.ts";
import { filterModules, type ModularFilter } from "../resolve/modules/filter-modules.ts";
import { moduleMoves } from "../routes/module-moves.ts";
import type { RouteHop } from "../routes/plan-route.ts";
import type { OpenedRepository } from "./open-repositories.ts";
import { valueOf } from "./value-of.ts";

/** What modules hide of the pool on a hop, and what could not be decided about them: sentences. */
export interface SolvedModules {
  readonly hidden: ModularFilter["hidden"];
  readonly undecided: readonly string[];
}

/** Streams by module of all repositories that tell them; undefined when one has modules and none could be read. */
export function streamsOf(
  repositories: readonly Pick<OpenedRepository, "modules">[],
): ReadonlyMap<string, readonly string[]> | undefined {
  const indexes = indexesOf(repositories);
  if (indexes.length === 0 && repositories.some(({ modules }) => modules.kind === "unreadable")) return undefined;
  const streams = new Map<string, Set<string>>();
  for (const { builds } of indexes)
    for (const { name, stream } of builds) streams.set(name, (streams.get(name) ?? new Set()).add(stream));
  return new Map([...streams].map(([name, set]) => [name, [...set]]));
}

/**
 * Filters the pool as the dnf of the target does with the host's states: those that the move renames under their new name; none
 * of them on the way to another major version, where leapp resets all. `enable` is a stream to enable besides.
 */
export function solveModules(
  pool: Pool,
  facts: Facts,
  hop: RouteHop,
  architecture: string,
  repositories: readonly Pick<OpenedRepository, "id" | "modules" | "isHotfix">[],
  enable?: { readonly name: string; readonly stream: string },
): SolvedModules {
  const states = hop.kind === "upgrade" ? [] : (valueOf(facts, "modules") ?? []);
  const streams = streamsOf(repositories);
  const moved = streams === undefined ? states : movedStates(states, hop, streams);
  const filter = filterModules(
    pool,
    {
      indexes: indexesOf(repositories),
      host:
        enable === undefined
          ? moved
          : [...moved.filter(({ name }) => name !== enable.name), { ...enable, state: "enabled" }],
      platform: `el${hop.to.major}`,
      architecture,
      rules: hop.to.major === 8 ? "by-version" : "by-context",
    },
    {
      hotfix: new Set(repositories.flatMap(({ id, isHotfix }) => (isHotfix ? [id] : []))),
      unlisted: new Set(repositories.flatMap(({ id, modules }) => (modules.kind === "known" ? [] : [id]))),
      installed: (valueOf(facts, "packages") ?? []).flatMap(({ name, module }) => {
        const stream = module?.split(":")[1];
        return stream === undefined ? [] : [{ name, stream }];
      }),
    },
  );
  const unread = new Map(
    repositories.flatMap(({ id, modules }) => (modules.kind === "unreadable" ? [[id, modules.reason]] : [])),
  );
  return {
    hidden: filter.hidden,
    undecided: [
      ...filter.unlisted.map(({ id, hidden }) => unlistedSentence(id, hidden, unread.get(id))),
      ...[...unread]
        .filter(([id]) => !filter.unlisted.some((one) => one.id === id))
        .map(([id, reason]) => `Which module streams ${id} has is not known: ${reason}`),
      ...filter.problems
        .slice(0, 1)
        .map(
          ({ because }) =>
            `Not all module streams that are enabled or default can be active together: ${because.slice(0, 3).join("; ")}`,
        ),
    ],
  };
}

function unlistedSentence(id: string, hidden: number, reason: string | undefined): string {
  const packages = plural(hidden, "package");
  const left = `its ${packages} of module streams ${hidden === 1 ? "is" : "are"} left out, and what is installed of such streams is kept`;
  return reason === undefined
    ? `${id} has packages of module streams and no list of the streams: ${left}`
    : `The list of the module streams of ${id} could not be read, so ${left}: ${reason}`;
}

function movedStates(
  states: readonly HostModule[],
  { from }: RouteHop,
  streams: ReadonlyMap<string, readonly string[]>,
): readonly HostModule[] {
  const enabled = states.filter(({ state }) => state === "enabled");
  const renamed = new Map(
    moduleMoves(enabled, from, streams).flatMap((move) => (move.kind === "renamed" ? [[move.name, move.to]] : [])),
  );
  return states.map((module) => ({ ...module, stream: renamed.get(module.name) ?? module.stream }));
}

function indexesOf(repositories: readonly Pick<OpenedRepository, "modules">[]): readonly ModuleIndex[] {
  return repositories.flatMap(({ modules }) => (modules.kind === "known" ? [modules.index] : []));
}

/** The streams, not hidden ones only, that a package of this name belongs to. */
export function streamsWith(
  repositories: readonly Pick<OpenedRepository, "modules">[],
  name: string,
): readonly { readonly name: string; readonly stream: string }[] {
  const found = new Map<string, { readonly name: string; readonly stream: string }>();
  for (const { builds, names } of indexesOf(repositories)) {
    const wanted = names.indexOf(name);
    if (wanted < 0) continue;
    for (const { name: module, stream, artifacts } of builds)
      for (let at = 0; at < artifacts.length; at += 3)
        if (artifacts[at] === wanted) found.set(`${module}:${stream}`, { name: module, stream });
  }
  return [...found.values()];
}
