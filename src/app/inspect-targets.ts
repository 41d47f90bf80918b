import type { FactsDocument } from "../facts/facts-document.ts";
import { factsOf } from "../facts/read-facts.ts";
import { inspectHosts } from "../hosts/inspect-hosts.ts";
import type { Inspected } from "../hosts/inspection.ts";
import type { Target } from "../hosts/target.ts";
import type { Gathered, GatherOptions } from "./gather-facts.ts";

/** Facts of hosts, several asked at a time, in the order of the targets. `of`: how many there are with those of files. */
export async function inspectTargets(
  targets: readonly Target[],
  of: number,
  options: GatherOptions,
): Promise<readonly Gathered[]> {
  let done = 0;
  return inspectHosts(targets, {
    forks: options.connection.forks,
    timeoutSeconds: options.connection.timeoutSeconds,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    keep: async (inspection): Promise<Gathered> => {
      done++;
      options.onDone?.(done, of, inspection.host);
      if (inspection.kind !== "inspected") {
        const kind = inspection.kind === "broken" ? "failed" : "unreachable";
        return { kind, host: inspection.host, reason: inspection.reason };
      }
      await options.onCaptures?.(inspection);
      return { kind: "facts", document: documentOf(inspection) };
    },
  });
}

function documentOf(inspected: Inspected): FactsDocument {
  const identity = inspected.captures.get("collector");
  const user = identity?.kind === "output" ? /^uid: (\d+)$/m.exec(identity.text)?.[1] : undefined;
  return {
    schema: "ferry/facts/1",
    host: inspected.host,
    collectedAt: inspected.collectedAt,
    source: inspected.source,
    ...(user === undefined ? {} : { root: user === "0" }),
    facts: factsOf(inspected.captures),
  };
}
