import type { Universe } from "../checks/check.ts";
import type { PackageTable } from "../pool/package-table.ts";
import type { OpenedRepository } from "./open-repositories.ts";
import { streamsOf } from "./solve-modules.ts";

/** What checks need to know of the repositories. Undefined when there are none. */
export function universeOf(repositories: readonly OpenedRepository[]): Universe | undefined {
  if (repositories.length === 0) return undefined;
  const streams = streamsOf(repositories);
  return {
    repositories: repositories.map(({ id, table }) => ({ id, packages: table.count, majors: majorsOf(table) })),
    names: new Set(repositories.flatMap(({ table }) => [...textsOf(table, table.names)])),
    ...(streams === undefined ? {} : { streams }),
  };
}

/** Counts dist tags by the distinct EVRs, weighted by the packages that have them: `.el9`, `.el9_5`, `.module_el9.4.0+…`. */
function majorsOf(table: PackageTable): ReadonlyMap<number, number> {
  const majors = new Map<number, number>();
  for (const evr of textsOf(table, table.evrs)) {
    const tag = /\.(?:module_|module\+)?el(\d{1,2})(?!\d)/.exec(evr)?.[1];
    if (tag !== undefined) majors.set(Number(tag), (majors.get(Number(tag)) ?? 0) + 1);
  }
  return majors;
}

function* textsOf(table: PackageTable, ids: Uint32Array): Generator<string> {
  const { data, offsets } = table.strings;
  const decoder = new TextDecoder("latin1");
  for (const id of ids.subarray(0, table.count)) yield decoder.decode(data.subarray(offsets[id], offsets[id + 1]));
}
