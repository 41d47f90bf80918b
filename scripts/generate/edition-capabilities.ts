import { type Dependency, EQUAL, LESS, parseDependency } from "../../src/package/dependency.ts";
import { formatEvr } from "../../src/package/evr.ts";
import type { Blueprint, Source } from "./blueprint.ts";
import { type Edition, evrIn, highestEvr } from "./edition-evr.ts";
import type { NeedWriter } from "./edition-needs.ts";
import { isaOf } from "./package-spec.ts";

/** One package of one architecture in one edition: what a build is made from. */
export interface Place {
  readonly source: Source;
  readonly item: Blueprint;
  readonly arch: string;
  readonly edition: Edition;
  readonly writer: NeedWriter;
}

export function selfProvides(name: string, arch: string, evr: string): Dependency[] {
  const isa = isaOf(arch);
  const self = { name, flags: EQUAL, evr };
  return isa === "" ? [self] : [self, { name: `${name}${isa}`, flags: EQUAL, evr }];
}

export function capabilities(place: Place): Dependency[] {
  const { item, source, edition } = place;
  const version = evrIn(source, edition).version;
  const named = item.provides.map((text) => parseDependency(text.endsWith(" =") ? `${text} ${version}` : text));
  return [...named, ...(hasLibrary(place) ? sonames(place) : [])];
}

export function hasLibrary({ item, edition }: Place): boolean {
  return item.fate.kind !== "split" || edition === "old";
}

export function sonames({ item, arch }: Place): Dependency[] {
  if (item.soname === undefined) return [];
  const { soname } = item;
  const mark = arch === "x86_64" ? "(64bit)" : "";
  const plain = arch === "x86_64" ? `${soname}()(64bit)` : soname;
  return [plain, ...item.symbols.map((symbol) => `${soname}(${symbol})${mark}`)].map((name) => ({
    name,
    flags: 0,
    evr: "",
  }));
}

export function renameProvides({ item, edition, arch }: Place, evr: string): Dependency[] {
  if (item.fate.kind !== "renamed" || edition === "old" || !item.fate.provides) return [];
  return selfProvides(item.fate.from, arch, evr);
}

export function obsoletes({ item, source }: Place): Dependency[] {
  const evr = formatEvr(highestEvr(source));
  const names = [...item.obsoletesInNew];
  if (item.fate.kind === "renamed") names.push(item.fate.from);
  if (item.fate.kind === "absorbs") names.push(`${item.name}-base`);
  return names.map((name) => ({ name, flags: LESS | EQUAL, evr }));
}

export function exactly(name: string, arch: string, evr: string): Dependency {
  return { name: `${name}${isaOf(arch)}`, flags: EQUAL, evr };
}

export function unique(dependencies: readonly Dependency[]): Dependency[] {
  const seen = new Map(dependencies.map((dependency) => [JSON.stringify(dependency), dependency]));
  return [...seen.values()];
}
