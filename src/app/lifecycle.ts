import { type HostRelease, type Lifecycle, lifecycleOf } from "../compare/lifecycle.ts";
import { type PathHop, pathMap } from "../compare/path-map.ts";
import { recognise } from "../routes/recognise.ts";
import { dateOf } from "./date-of.ts";
import { DONE, FAILED, UNREACHABLE } from "./exit-code.ts";
import { isFleetFile } from "./fleet/fleet-lines.ts";
import { type Gathered, gatherFacts } from "./gather-facts.ts";
import { readCatalogWithFacts } from "./read-catalog-with-facts.ts";
import { readPlannedMoves } from "./read-planned-moves.ts";
import { type ConnectionOptions, sourcesOf } from "./targets.ts";
import { valueOf } from "./value-of.ts";

export interface LifecycleRequest {
  /** Hosts, localhost, facts files, recorded folders, archives, fleet files; none: the releases alone. */
  readonly inputs: readonly string[];
  /** A file of planned moves. */
  readonly planned?: string;
  readonly connection: ConnectionOptions;
  readonly signal?: AbortSignal;
  readonly progress: (line: string) => void;
}

/**
 * The life of what the hosts run and of where they could go; without hosts, of every release. Reads only.
 *
 * @throws RequestError for a target or a file of planned moves that cannot be used
 */
export async function lifecycle(
  request: LifecycleRequest,
): Promise<{ readonly lifecycle: Lifecycle; readonly exit: number }> {
  const catalog = readCatalogWithFacts();
  const today = dateOf(process.env);
  const planned = request.planned === undefined ? [] : readPlannedMoves(request.planned, catalog);
  if (request.inputs.length === 0) return { lifecycle: lifecycleOf(undefined, catalog, today, planned), exit: DONE };
  const fleet = request.inputs.filter(isFleetFile);
  const inputs = request.inputs.filter((input) => !isFleetFile(input));
  const ofFleet =
    fleet.length === 0
      ? { hosts: [], isWhole: true }
      : await (await import("./fleet/fleet-releases.ts")).fleetReleases(fleet, catalog);
  const gathered = await gatherFacts(inputs.length === 0 ? [] : sourcesOf(inputs, request.connection), {
    connection: request.connection,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onDone: (done, of, host) => request.progress(`${done} of ${of} inspected, last ${host}`),
  });
  request.progress("");
  const hosts = [...ofFleet.hosts, ...gathered.map((one) => releaseOf(one, catalog))];
  const some = (kind: Gathered["kind"]): boolean => gathered.some((one) => one.kind === kind);
  const exit = some("failed") || !ofFleet.isWhole ? FAILED : some("unreachable") ? UNREACHABLE : DONE;
  return { lifecycle: lifecycleOf(hosts, catalog, today, planned), exit };
}

/** Every way in place that Ferry knows, its own and those of others. */
export function waysInPlace(): readonly PathHop[] {
  return pathMap(readCatalogWithFacts());
}

function releaseOf(gathered: Gathered, catalog: Parameters<typeof recognise>[2]): HostRelease {
  if (gathered.kind !== "facts") return { host: gathered.host, reason: gathered.reason };
  const { host, facts } = gathered.document;
  const recognition = recognise(valueOf(facts, "osRelease"), valueOf(facts, "redhatRelease"), catalog);
  return recognition.kind === "known" ? { host, release: recognition.release } : { host, reason: recognition.because };
}
