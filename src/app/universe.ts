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
    names: new Set(repositories.flatMap(({ table }) => [...textsOf(table, table.names).keys()])),
    ...(streams === undefined ? {} : { streams }),
  };
}

/** Counts dist tags by the distinct EVRs, weighted by the packages that have them: `.el9`, `.el9_5`, `.module_el9.4.0+…`. */
function majorsOf(table: PackageTable): ReadonlyMap<number, number> {
  const majors = new Map<number, number>();
  for (const [evr, packages] of textsOf(table, table.evrs)) {
    const tag = /\.(?:module_|module\+)?el(\d{1,2})(?!\d)/.exec(evr)?.[1];
    if (tag !== undefined) majors.set(Number(tag), (majors.get(Number(tag)) ?? 0) + packages);
  }
  return majors;
}

/** The texts of a column with how many packages have each. All bytes are decoded at once: a call for each costs more. */
function textsOf(table: PackageTable, ids: Uint32Array): ReadonlyMap<string, number> {
  const { data, offsets } = table.strings;
  const whole = Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1");
  const packages = new Map<string, number>();
  for (const id of ids.subarray(0, table.count)) {
    const text = whole.slice(offsets[id], offsets[id + 1]);
    packages.set(text, (packages.get(text) ?? 0) + 1);
  }
  return packages;
}
