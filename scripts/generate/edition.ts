import { EQUAL, LESS, parseDependency } from "../../src/package/dependency.ts";
import { formatEvr } from "../../src/package/evr.ts";
import { type Blueprint, type Need, needLibrary, type Source } from "./blueprint.ts";
import {
  capabilities,
  exactly,
  hasLibrary,
  obsoletes,
  type Place,
  renameProvides,
  selfProvides,
  sonames,
  unique,
} from "./edition-capabilities.ts";
import { type Edition, evrIn } from "./edition-evr.ts";
import { type Contents, fileList, sizeOf } from "./edition-files.ts";
import { makeNeedWriter } from "./edition-needs.ts";
import type { PackageSpec } from "./package-spec.ts";
import type { Universe } from "./universe.ts";

/** A built package and what must be installed beside it, as keys `name.arch` of the same edition. */
export interface Build {
  readonly spec: PackageSpec;
  readonly repository: Source["repository"];
  readonly beside: readonly Beside[];
  /** Names that may not be installed beside it. */
  readonly excludes: readonly string[];
}

/** One of `anyOf` must be installed, when `onlyIf` (a name) is named only where that is installed. */
export interface Beside {
  readonly anyOf: readonly string[];
  readonly onlyIf?: string;
}

/** All builds of one edition: what a CentOS-like host was installed from ("old"), or what AlmaLinux lists ("new"). */
export function buildEdition(universe: Universe, edition: Edition): readonly Build[] {
  const builder = makeBuilder(universe, edition);
  return universe.sources
    .filter((source) => edition === "old" || source.repository !== "nowhere")
    .flatMap((source) => source.packages.flatMap((item) => builder(source, item)));
}

/** The older builds that the new edition's repositories list beside the newest ones. */
export function buildOlder(universe: Universe): readonly Build[] {
  const builder = makeBuilder(universe, "older");
  return universe.sources
    .filter((source) => source.hasOlderBuild && source.builder === "distribution")
    .flatMap((source) =>
      source.packages.filter((item) => item.fate.kind === "kept").flatMap((item) => builder(source, item)),
    );
}

function makeBuilder(universe: Universe, edition: Edition) {
  const writer = makeNeedWriter(universe, edition);
  return function buildsOf(source: Source, item: Blueprint): readonly Build[] {
    if (item.fate.kind === (edition === "old" ? "added" : "removed")) return [];
    const isNoarch = item.noarch && !(item.fate.kind === "rearched" && edition !== "old");
    const archs = isNoarch ? ["noarch"] : item.multilib ? ["x86_64", "i686"] : ["x86_64"];
    return archs.flatMap((arch) => {
      const main = buildOne({ source, item, arch, edition, writer });
      return [main, ...extraBuilds(main, { source, item, arch, edition, writer })];
    });
  };
}

function buildOne(place: Place): Build {
  const { source, item, arch, edition, writer } = place;
  const name = writer.nameOf(item.name);
  const evr = formatEvr(evrIn(source, edition));
  const isNew = edition !== "old";
  const needs = (isNew ? [...item.needs, ...item.needsInNew] : item.needs)
    .flatMap(withLibraryItself)
    .map((need) => writer.write(need, source, arch));
  const recommends = isNew ? [...item.recommends, ...item.recommendsInNew] : item.recommends;
  const extra = partnerOf(place);
  const requires = [
    ...needs.map((need) => need.dependency),
    ...(extra === undefined ? [] : [exactly(extra.name, extra.arch, evr)]),
  ];
  const config = item.configFiles.length > 0 && arch !== "i686" ? [{ name: `config(${name})`, flags: EQUAL, evr }] : [];
  return {
    repository: source.repository,
    beside: [...needs, ...(extra === undefined ? [] : [{ anyOf: [`${extra.name}.${extra.arch}`] }])],
    excludes: item.conflicts,
    spec: describe(
      place,
      name,
      {
        provides: [...selfProvides(name, arch, evr), ...config, ...capabilities(place), ...renameProvides(place, evr)],
        requires: unique([...requires, ...config]),
        conflicts: [
          ...item.conflicts.map((other) => ({ name: writer.nameOf(other), flags: 0, evr: "" })),
          ...(isNew ? item.conflictsWithOlder.map((other) => writer.olderThan(other)) : []),
        ],
        obsoletes: isNew ? obsoletes(place) : [],
        recommends: recommends.map((need) => writer.write(need, source, arch).dependency),
        suggests: item.suggests.map((need) => writer.write(need, source, arch).dependency),
        supplements: item.supplements.map((text) => parseDependency(text.replaceAll("{evr}", evr))),
        enhances: item.enhances.map((text) => parseDependency(text)),
      },
      { ...item, soname: hasLibrary(place) ? item.soname : undefined },
    ),
  };
}

/** What needs symbols of a library needs the library too, and says so (rpm, tools/elfdeps.c). */
function withLibraryItself(need: Need): readonly Need[] {
  return need.kind === "library" && need.symbols !== undefined ? [need, needLibrary(need.name)] : [need];
}

/** The second package that this edition makes of the same blueprint: the split libraries, or the data files not yet absorbed. */
function partnerOf({
  item,
  edition,
  arch,
  writer,
}: Place): { readonly name: string; readonly arch: string } | undefined {
  if (item.fate.kind === "split" && edition !== "old") return { name: `${item.name}-libs`, arch };
  if (item.fate.kind === "absorbs" && edition === "old")
    return { name: `${writer.nameOf(item.name)}-base`, arch: "noarch" };
  return undefined;
}

function extraBuilds(main: Build, place: Place): readonly Build[] {
  const partner = partnerOf(place);
  if (partner === undefined) return [];
  const { item, source, edition, writer, arch } = place;
  const evr = formatEvr(evrIn(source, edition));
  const isSplit = item.fate.kind === "split";
  const needs = isSplit
    ? item.needs.filter((need) => need.kind === "library").map((need) => writer.write(need, source, arch))
    : [];
  const spec = describe(
    { ...place, arch: partner.arch },
    partner.name,
    {
      provides: [...selfProvides(partner.name, partner.arch, evr), ...(isSplit ? sonames(place) : [])],
      requires: unique(needs.map((need) => need.dependency)),
      obsoletes: isSplit ? [{ name: item.name, flags: LESS, evr }] : [],
    },
    { soname: isSplit ? item.soname : undefined, files: [], configFiles: [] },
  );
  return [{ ...main, spec, beside: needs, excludes: [] }];
}

function describe(
  { source, arch, edition }: Place,
  name: string,
  dependencies: PackageSpec["dependencies"],
  contents: Contents,
): PackageSpec {
  const evr = evrIn(source, edition);
  const isOurs = source.builder === "distribution";
  const size = sizeOf(name);
  return {
    name,
    ...evr,
    arch,
    vendor: isOurs ? (edition === "old" ? "CentOS" : "AlmaLinux") : "Acme Software Inc.",
    summary: `The ${name} package of ${source.name}`,
    buildTime: isOurs
      ? (edition === "old" ? 1_700_000_000 : 1_710_000_000) + (size % 1_000_000)
      : 1_690_000_000 + evr.release.length,
    sourceRpm: `${source.name}-${evr.version}-${evr.release}.src.rpm`,
    installedSize: size,
    packageSize: Math.ceil(size / 3),
    dependencies,
    files: fileList(contents, name, arch),
  };
}
