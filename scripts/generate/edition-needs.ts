import { type Dependency, EQUAL, GREATER, LESS, parseDependency } from "../../src/package/dependency.ts";
import { type Evr, formatEvr } from "../../src/package/evr.ts";
import type { Blueprint, Need, Source } from "./blueprint.ts";
import type { Beside } from "./edition.ts";
import { type Edition, evrIn, highestEvr, lowestEvr } from "./edition-evr.ts";
import { isaOf } from "./package-spec.ts";
import type { Universe } from "./universe.ts";

interface WrittenNeed extends Beside {
  readonly dependency: Dependency;
}

/** Writes needs as dependencies of one edition. */
export interface NeedWriter {
  /** What the package is called in this edition. */
  nameOf(name: string): string;
  write(need: Need, by: Source, arch: string): WrittenNeed;
  /** `name < what this edition has`. */
  olderThan(name: string): Dependency;
}

interface Target {
  readonly item: Blueprint;
  readonly source: Source;
}

export function makeNeedWriter(universe: Universe, edition: Edition): NeedWriter {
  const targets = new Map<string, Target>(
    universe.sources.flatMap((source) => source.packages.map((item) => [item.name, { item, source }] as const)),
  );

  function targetOf(name: string): Target {
    const target = targets.get(name);
    if (target === undefined)
      throw new Error(`Cannot write a dependency: the universe "${universe.seed}" has no "${name}"`);
    return target;
  }

  /** A build that is the same in both editions says the old name in both. */
  function nameFor(name: string, by: Source | undefined): string {
    const fate = targets.get(name)?.item.fate;
    const saysOldName = edition === "old" || (by !== undefined && isUnchanged(by));
    return fate?.kind === "renamed" && saysOldName ? fate.from : name;
  }

  function keysOf(name: string, arch: string): string[] {
    const target = targets.get(name);
    if (target === undefined) return [];
    const { item } = target;
    const built = edition === "old" ? nameFor(name, undefined) : name;
    const isNoarch = item.noarch && !(item.fate.kind === "rearched" && edition !== "old");
    return [`${built}.${isNoarch ? "noarch" : arch === "i686" && item.multilib ? "i686" : "x86_64"}`];
  }

  function writePackage(need: Need & { kind: "package" }, by: Source, arch: string): WrittenNeed {
    const { item, source } = targetOf(need.name);
    const name = nameFor(need.name, by);
    const anyOf = keysOf(need.name, arch);
    if (need.version === "any") return { dependency: unversioned(name), anyOf };
    if (need.version === "same") {
      const isa = item.noarch || (arch === "i686" && !item.multilib) || arch === "noarch" ? "" : isaOf(arch);
      return { dependency: { name: `${name}${isa}`, flags: EQUAL, evr: formatEvr(evrIn(source, edition)) }, anyOf };
    }
    const bound = isUnchanged(by) || edition === "older" ? lowestEvr(source) : evrIn(source, edition);
    return { dependency: { name, flags: GREATER | EQUAL, evr: withoutRelease(bound) }, anyOf };
  }

  function writeLibrary(need: Need & { kind: "library" }, arch: string): WrittenNeed {
    const { item } = targetOf(need.name);
    const isTwin = arch === "i686" && item.multilib;
    const soname = item.soname ?? need.name;
    const text =
      need.symbols === undefined && !isTwin ? `${soname}()(64bit)` : symbolText(soname, need.symbols, isTwin);
    const isSplit = item.fate.kind === "split" && edition !== "old";
    return {
      dependency: unversioned(text),
      anyOf: keysOf(need.name, arch).map((key) => (isSplit ? splitKey(key) : key)),
    };
  }

  function write(need: Need, by: Source, arch: string): WrittenNeed {
    switch (need.kind) {
      case "package":
        return writePackage(need, by, arch);
      case "library":
        return writeLibrary(need, arch);
      case "capability":
        return { dependency: parseDependency(need.capability), anyOf: keysOf(need.of, "x86_64") };
      case "either": {
        const names = need.names.map((name) => nameFor(name, by));
        return {
          dependency: unversioned(`(${names.join(" or ")})`),
          anyOf: need.names.flatMap((name) => keysOf(name, "x86_64")),
        };
      }
      case "if":
        return {
          dependency: unversioned(`(${nameFor(need.name, by)} if ${nameFor(need.condition, by)})`),
          anyOf: keysOf(need.name, "x86_64"),
          onlyIf: nameFor(need.condition, undefined),
        };
      case "range": {
        const { source } = targetOf(need.name);
        const name = nameFor(need.name, by);
        const [low, high] = [majorOf(lowestEvr(source)), majorOf(highestEvr(source)) + 1];
        const epoch = source.epoch === 0 ? "" : `${source.epoch}:`;
        return {
          dependency: unversioned(`(${name} >= ${epoch}${low} with ${name} < ${epoch}${high})`),
          anyOf: keysOf(need.name, "x86_64"),
        };
      }
    }
  }

  return {
    nameOf: (name) => nameFor(name, undefined),
    write,
    olderThan: (name) => ({ name, flags: LESS, evr: formatEvr(evrIn(targetOf(name).source, edition)) }),
  };
}

function isUnchanged(source: Source): boolean {
  return source.change === "same";
}

function unversioned(name: string): Dependency {
  return { name, flags: 0, evr: "" };
}

function symbolText(soname: string, symbols: string | undefined, isTwin: boolean): string {
  const named = symbols === undefined ? soname : `${soname}(${symbols})`;
  return isTwin ? named : `${named}(64bit)`;
}

function splitKey(key: string): string {
  const dot = key.lastIndexOf(".");
  return `${key.slice(0, dot)}-libs${key.slice(dot)}`;
}

function withoutRelease(evr: Evr): string {
  return `${evr.epoch === 0 ? "" : `${evr.epoch}:`}${evr.version}`;
}

function majorOf(evr: Evr): number {
  return Number.parseInt(evr.version, 10) || 0;
}
