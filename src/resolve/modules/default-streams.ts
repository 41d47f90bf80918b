import type { ModuleDefault, ModuleIndex } from "../../package/module-index.ts";

interface Merged {
  /** "" for none. */
  readonly stream: string;
  readonly modified: bigint;
  readonly profiles: Map<string, string>;
}

/**
 * Default streams by module, of all repositories together. Of two that differ the one modified later wins; modified at the
 * same time, the module has none. Where repositories modified at the same time differ in profiles, there are no defaults at
 * all. Source: libmodulemd 2.14, modulemd-defaults-v1.c, modulemd_defaults_v1_merge; libdnf, dnf_sack_filter_modules_v2.
 */
export function defaultStreams(indexes: readonly ModuleIndex[]): ReadonlyMap<string, string> {
  const merged = new Map<string, Merged>();
  for (const { defaults } of indexes) {
    for (const item of defaults) {
      const known = merged.get(item.module);
      const next = known === undefined ? asMerged(item) : merge(known, item);
      if (next === undefined) return new Map();
      merged.set(item.module, next);
    }
  }
  const streams = new Map<string, string>();
  for (const [module, { stream }] of merged) if (stream !== "") streams.set(module, stream);
  return streams;
}

function asMerged({ stream, modified, profiles }: ModuleDefault): Merged {
  const entries = profiles.map(([name, list]) => [name, JSON.stringify(list)] as const);
  return { stream, modified: BigInt(modified), profiles: new Map(entries) };
}

/** Undefined where the profiles cannot be merged. */
function merge(into: Merged, item: ModuleDefault): Merged | undefined {
  const from = asMerged(item);
  const profiles = new Map(into.profiles);
  for (const [stream, list] of from.profiles) {
    const known = profiles.get(stream);
    if (known !== undefined && known !== list && from.modified === into.modified) return undefined;
    if (known === undefined || from.modified > into.modified) profiles.set(stream, list);
  }
  const modified = from.modified > into.modified ? from.modified : into.modified;
  return { stream: mergedStream(into, from), profiles, modified };
}

/** Two that contradict each other unset the stream; a third document may set it again. */
function mergedStream(into: Merged, from: Merged): string {
  if (from.stream === "" || from.stream === into.stream) return into.stream;
  if (into.stream === "" || from.modified > into.modified) return from.stream;
  return from.modified === into.modified ? "" : into.stream;
}
