import { type DependencyKind, EQUAL } from "../../package/dependency.ts";
import type { PackageId } from "../../pool/pool.ts";
import type { PoolBuilder } from "../../pool/pool-builder.ts";
import { type DependencyId, isRelation } from "../../pool/relations.ts";
import { parseDependencyText } from "./dependency-text.ts";
import { rewriteSuseDependency } from "./suse-dependencies.ts";
import { TestcaseError } from "./testcase-error.ts";

const kinds: Readonly<Record<string, DependencyKind>> = {
  Req: "requires",
  Prv: "provides",
  Obs: "obsoletes",
  Con: "conflicts",
  Rec: "recommends",
  Sup: "supplements",
  Sug: "suggests",
  Enh: "enhances",
};

/** See Prerequisites. */
export interface GatheredPrerequisites {
  readonly counts: Map<PackageId, number>;
  readonly ignored: Map<PackageId, readonly DependencyId[]>;
}

interface OpenPackage {
  readonly name: string;
  readonly evr: string;
  readonly arch: string;
  vendor: string;
  buildTime: number;
  readonly dependencies: Record<DependencyKind, DependencyId[]>;
  /** Requirements of scripts, and those that no longer count once the package is installed. */
  readonly prerequisites: DependencyId[];
  readonly ignored: DependencyId[];
  readonly files: string[];
}

/**
 * Adds the packages of a repository in libsolv's "testtags" form (ext/testcase.c, testcase_add_testtags):
 * `=Pkg: name version release arch` begins one, `=Req: dependency` or a block `+Req:` … `-Req:` adds to it. Before version
 * 3.0 a package provides itself without saying so. What scripts need (`Prq`) is noted in
 * `prerequisites`; an installed package no longer requires what only its installation needed (`Ipr`; src/rules.c).
 */
export function addTesttags(
  builder: PoolBuilder,
  { text, installed }: { readonly text: string; readonly installed: boolean },
  prerequisites: GatheredPrerequisites,
): void {
  let open: OpenPackage | undefined;
  let version = 0;
  const close = (): void => {
    if (open !== undefined) addPackage(builder, installed ? open : { ...open, ignored: [] }, version, prerequisites);
    open = undefined;
  };
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!.trimEnd();
    const match = /^([=+])([A-Za-z]{3}):\s*(.*)$/.exec(line);
    if (match === null) continue;
    const [, mode = "", tag = "", value = ""] = match;
    const values = mode === "=" ? [value] : [];
    if (mode === "+")
      for (index++; index < lines.length && lines[index]!.trimEnd() !== `-${tag}:`; index++)
        values.push(lines[index]!.trimEnd());
    if (tag === "Ver") version = Number.parseFloat(value);
    else if (tag === "Pkg") {
      close();
      open = openPackage(value);
    } else if (open !== undefined) for (const item of values) addTag(builder, open, tag, item);
  }
  close();
}

function openPackage(value: string): OpenPackage {
  const [name, version, release, arch = ""] = value.split(/\s+/);
  if (name === undefined || version === undefined || release === undefined)
    throw new TestcaseError(`Cannot read testtags: "=Pkg: ${value}" has not name, version and release`);
  return {
    name,
    evr: release === "-" ? (version === "-" ? "" : version) : `${version}-${release}`,
    arch: arch === "-" ? "" : arch,
    vendor: "",
    buildTime: 0,
    dependencies: {
      provides: [],
      requires: [],
      conflicts: [],
      obsoletes: [],
      recommends: [],
      suggests: [],
      supplements: [],
      enhances: [],
    },
    prerequisites: [],
    ignored: [],
    files: [],
  };
}

function addTag(builder: PoolBuilder, item: OpenPackage, tag: string, value: string): void {
  const kind = kinds[tag];
  if (kind !== undefined || tag === "Prq" || tag === "Ipr") {
    if (value === "") return;
    const dependency = value.startsWith("/") ? builder.strings.idOfText(value) : parseDependencyText(builder, value);
    if (tag === "Prq") item.prerequisites.push(dependency);
    else if (tag === "Ipr") item.ignored.push(dependency);
    else if (kind !== undefined) item.dependencies[kind].push(dependency);
  } else if (tag === "Vnd") item.vendor = value;
  else if (tag === "Tim") item.buildTime = Number.parseInt(value, 10) || 0;
  else if (tag === "Fls") item.files.push(value);
}

function addPackage(
  builder: PoolBuilder,
  item: OpenPackage,
  version: number,
  { counts, ignored }: GatheredPrerequisites,
): void {
  const { strings, relations } = builder;
  const name = strings.idOfText(item.name);
  const evr = strings.idOfText(item.evr);
  const isSource = item.arch === "src" || item.arch === "nosrc";
  if (version < 3 && !isSource) {
    const self = relations.idOf(name, EQUAL, evr);
    if (!item.dependencies.provides.includes(self)) item.dependencies.provides.push(self);
  }
  if (version === 2) rewriteSuseDependencies(builder, item);
  // Those of scripts come last (libsolv, src/repo.c, repo_addid_dep).
  const all = [...new Set(item.prerequisites)];
  const over = all.filter((one) => item.ignored.includes(one));
  const prerequisites = all.filter((one) => !over.includes(one));
  const requires = item.dependencies.requires.filter((one) => !all.includes(one));
  const id = builder.addPackage({
    name,
    evr,
    arch: strings.idOfText(item.arch),
    vendor: strings.idOfText(item.vendor),
    buildTime: item.buildTime,
    dependencies: { ...item.dependencies, requires: [...requires, ...prerequisites] },
    files: item.files,
  });
  if (prerequisites.length > 0) counts.set(id, prerequisites.length);
  if (over.length > 0) ignored.set(id, over);
}

/** Version 2 is from before supplements were written as such. */
function rewriteSuseDependencies(builder: PoolBuilder, { dependencies }: OpenPackage): void {
  const { provides, supplements, conflicts } = dependencies;
  const rewritten = supplements.map((id) => rewriteSuseDependency(builder, "supplements", id));
  const provided = provides.map((id) => (isRelation(id) ? 0 : rewriteSuseDependency(builder, "provides", id)));
  supplements.splice(0, supplements.length, ...rewritten, ...provided.filter((id) => id !== 0));
  conflicts.splice(0, conflicts.length, ...conflicts.map((id) => rewriteSuseDependency(builder, "conflicts", id)));
}
