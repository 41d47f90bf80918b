import { type DependencyKind, dependencyKinds } from "../../package/dependency.ts";
import type { PackageId, Pool, RepositoryRange } from "../../pool/pool.ts";
import { isRelation } from "../../pool/relations.ts";
import { FIRST_OPERATOR } from "../../pool/rich-relations.ts";
import { providersOf } from "../jobs.ts";
import { jobDependencyText } from "./dependency-text.ts";
import { TestcaseError } from "./testcase-error.ts";

const tags: Readonly<Record<DependencyKind, string>> = {
  provides: "Prv",
  requires: "Req",
  conflicts: "Con",
  obsoletes: "Obs",
  recommends: "Rec",
  suggests: "Sug",
  supplements: "Sup",
  enhances: "Enh",
};

/** Who owns the paths that some dependency of the pool names; the solver knows no others. */
export type OwnedPaths = ReadonlyMap<PackageId, readonly string[]>;

/** Finds them. */
export function ownedPaths(pool: Pool): OwnedPaths {
  const { strings, relations } = pool;
  const asked = new Set<number>();
  const note = (id: number): void => {
    if (!isRelation(id) && id > 1 && strings.data[strings.offsets[id]!] === SLASH) asked.add(id);
  };
  for (const kind of dependencyKinds) if (kind !== "provides") for (const id of pool.dependencies[kind].ids) note(id);
  for (let index = 1; index < relations.count; index++) {
    note(relations.names[index]!);
    if (relations.flags[index]! >= FIRST_OPERATOR) note(relations.evrs[index]!);
  }
  const owned = new Map<PackageId, string[]>();
  for (const path of asked) {
    const text = strings.text(path);
    for (const id of providersOf(pool, path)) {
      const known = owned.get(id);
      if (known === undefined) owned.set(id, [text]);
      else known.push(text);
    }
  }
  return owned;
}

const SLASH = 47;

/** A repository of a pool in libsolv's "testtags" form, a package at a time (ext/testcase.c, testcase_write_testtags). */
export function* repositoryTags(pool: Pool, { start, end }: RepositoryRange, owned: OwnedPaths): Generator<string> {
  yield "=Ver: 3.0\n";
  for (let id = start; id < end; id++) yield packageTags(pool, id, owned.get(id) ?? []);
}

function packageTags(pool: Pool, id: PackageId, files: readonly string[]): string {
  const { strings } = pool;
  const word = (string: number): string => {
    const text = strings.text(string);
    if (/\s/.test(text)) throw new TestcaseError(`Cannot write a testcase: the package text "${text}" has a blank`);
    return text === "" ? "-" : text;
  };
  const evr = word(pool.evrs[id]!);
  const [version, release] = versionAndRelease(evr);
  const lines = [`=Pkg: ${word(pool.names[id]!)} ${version} ${release} ${word(pool.archs[id]!)}`];
  for (const kind of dependencyKinds) {
    const { offsets, ids } = pool.dependencies[kind];
    const texts = Array.from(ids.subarray(offsets[id], offsets[id + 1]), (dependency) =>
      dependencyLine(pool, dependency),
    );
    if (texts.length > 0) lines.push(`+${tags[kind]}:`, ...texts, `-${tags[kind]}:`);
  }
  const vendor = strings.text(pool.vendors[id]!);
  if (vendor !== "") lines.push(`=Vnd: ${oneLine(vendor)}`);
  if (pool.buildTimes[id] !== 0) lines.push(`=Tim: ${pool.buildTimes[id]}`);
  if (files.length > 0) lines.push("+Fls:", ...files.map(oneLine), "-Fls:");
  return `${lines.join("\n")}\n`;
}

/** A plain path is written as it is; all else with what is odd escaped. */
function dependencyLine(pool: Pool, dependency: number): string {
  if (isRelation(dependency)) return oneLine(jobDependencyText(pool, dependency));
  const text = pool.strings.text(dependency);
  return oneLine(text.startsWith("/") ? text : jobDependencyText(pool, dependency));
}

/** Texts of hosts and repositories cannot begin a line of their own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}

/** The release is what follows the last hyphen. */
function versionAndRelease(evr: string): readonly [string, string] {
  const at = evr.lastIndexOf("-");
  return at <= 0 ? [evr, "-"] : [evr.slice(0, at), evr.slice(at + 1)];
}
