import type { Universe } from "../checks/check.ts";
import type { PackageTable } from "../pool/package-table.ts";
import type { OpenedRepository } from "./open-repositories.ts";
import { streamsOf } from "./solve-modules.ts";

/** What checks need to know of the repositories. Undefined when there are none. */
export function universeOf(repositories: readonly OpenedRepository[]): Universe | undefined {
  if (repositories.length === 0) return undefined;
  const streams = streamsOf(repositories);
  const names = new Set<string>();
  return {
    repositories: repositories.map(({ id, table }) => {
      const whole = textOfAll(table);
      eachText(table, whole, table.names, (name) => names.add(name));
      return { id, packages: table.count, majors: majorsOf(table, whole) };
    }),
    names,
    ...(streams === undefined ? {} : { streams }),
  };
}

/** Counts dist tags by the distinct EVRs, weighted by the packages that have them: `.el9`, `.el9_5`, `.module_el9.4.0+…`. */
function majorsOf(table: PackageTable, whole: string): ReadonlyMap<number, number> {
  const majors = new Map<number, number>();
  eachText(table, whole, table.evrs, (evr, packages) => {
    const tag = /\.(?:module_|module\+)?el(\d{1,2})(?!\d)/.exec(evr)?.[1];
    if (tag !== undefined) majors.set(Number(tag), (majors.get(Number(tag)) ?? 0) + packages);
  });
  return majors;
}

/** All texts of a table in one string, a unit for each byte: decoding them one by one costs more. */
function textOfAll({ strings: { data } }: PackageTable): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1");
}

/** The distinct texts of a column, with how many packages have each. */
function eachText(
  { count, strings: { offsets } }: PackageTable,
  whole: string,
  column: Uint32Array,
  see: (text: string, packages: number) => void,
): void {
  const packages = new Uint32Array(offsets.length);
  const distinct: number[] = [];
  for (const id of column.subarray(0, count)) {
    const before = packages[id] ?? 0;
    if (before === 0) distinct.push(id);
    packages[id] = before + 1;
  }
  for (const id of distinct) see(whole.slice(offsets[id], offsets[id + 1]), packages[id] ?? 0);
}
