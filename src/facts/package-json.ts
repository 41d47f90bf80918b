import {
  type Dependency,
  type DependencyKind,
  dependencyKinds,
  formatDependency,
  parseDependency,
} from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { FactsDocumentError } from "./document-error.ts";

/** The JSON form of a package, with its keys in the order of `PackageJson`. */
export function packageToJson(installed: InstalledPackage): unknown {
  const { dependencies, files, ...rest } = installed;
  return {
    ...rest,
    ...(dependencies === undefined ? {} : { dependencies: dependenciesToJson(dependencies) }),
    ...(files === undefined ? {} : { files }),
  };
}

function dependenciesToJson(dependencies: NonNullable<InstalledPackage["dependencies"]>): unknown {
  const kinds = dependencyKinds.filter((kind) => dependencies[kind] !== undefined);
  return Object.fromEntries(kinds.map((kind) => [kind, dependencies[kind]?.map(dependencyToJson)]));
}

/** The text, unless reading it would not give the dependency back: a name with blanks in it, flags without a version. */
function dependencyToJson(dependency: Dependency): string | Dependency {
  const text = formatDependency(dependency);
  const { name, flags, evr } = parseDependency(text);
  return name === dependency.name && flags === dependency.flags && evr === dependency.evr ? text : dependency;
}

/** What a key of a package holds. Checked by hand: sixty thousand dependencies are too many for a schema library. */
const keys: Readonly<Record<string, "text" | "number" | "dependencies" | "files">> = Object.assign(
  Object.create(null),
  {
    name: "text",
    epoch: "number",
    version: "text",
    release: "text",
    arch: "text",
    vendor: "text",
    buildTime: "number",
    buildHost: "text",
    installTime: "number",
    size: "number",
    sourceRpm: "text",
    module: "text",
    signer: "text",
    origin: "text",
    dependencies: "dependencies",
    files: "files",
  } as const,
);
const required = ["name", "epoch", "version", "release", "arch"] as const;
const kindNames: ReadonlySet<string> = new Set(dependencyKinds);

/**
 * Checks packages as JSON.parse gave them and reads their dependencies, in place: the value is taken over. Equal dependencies
 * become one object. `path` is where the list stands, for the message of the first thing that is wrong.
 */
export function packagesFromJson(value: unknown, path: string): readonly InstalledPackage[] {
  const known = new Map<string, Dependency>();
  const list = arrayAt(value, path);
  for (let i = 0; i < list.length; i++) checkPackage(list[i], () => `${path}[${i}]`, known);
  return list as readonly InstalledPackage[];
}

function checkPackage(value: unknown, path: () => string, known: Map<string, Dependency>): void {
  const package_ = objectAt(value, path);
  for (const key in package_) {
    const found = package_[key];
    switch (keys[key]) {
      case "text":
        if (typeof found !== "string") throw wrong(`${path()}.${key}`, "a string", found);
        break;
      case "number":
        if (typeof found !== "number") throw wrong(`${path()}.${key}`, "a number", found);
        break;
      case "dependencies":
        readDependencies(
          objectAt(found, () => `${path()}.${key}`),
          () => `${path()}.${key}`,
          known,
        );
        break;
      case "files":
        checkTexts(
          arrayAt(found, () => `${path()}.${key}`),
          () => `${path()}.${key}`,
        );
        break;
      case undefined:
        throw new FactsDocumentError(`Cannot read ${path()}: unknown key ${JSON.stringify(key)}`);
    }
  }
  for (const key of required) if (package_[key] === undefined) throw wrong(`${path()}.${key}`, "a value", undefined);
  const epoch = package_["epoch"];
  if (!Number.isSafeInteger(epoch) || (epoch as number) < 0) throw wrong(`${path()}.epoch`, "a whole number", epoch);
}

function readDependencies(kinds: Record<string, unknown>, path: () => string, known: Map<string, Dependency>): void {
  for (const kind in kinds) {
    if (!kindNames.has(kind))
      throw new FactsDocumentError(`Cannot read ${path()}: unknown key ${JSON.stringify(kind)}`);
    const list = arrayAt(kinds[kind as DependencyKind], () => `${path()}.${kind}`);
    for (let i = 0; i < list.length; i++) list[i] = dependencyFromJson(list[i], () => `${path()}.${kind}[${i}]`, known);
  }
}

function dependencyFromJson(value: unknown, path: () => string, known: Map<string, Dependency>): Dependency {
  if (typeof value === "string") {
    let dependency = known.get(value);
    if (dependency === undefined) {
      dependency = parseDependency(value);
      known.set(value, dependency);
    }
    return dependency;
  }
  const { name, flags, evr, ...more } = objectAt(value, path);
  if (typeof name !== "string" || typeof evr !== "string" || Object.keys(more).length > 0) {
    throw wrong(path(), "a string, or an object of name, flags and evr", value);
  }
  if (typeof flags !== "number" || !Number.isInteger(flags) || flags < 0 || flags > 7) {
    throw wrong(`${path()}.flags`, "a whole number from 0 to 7", flags);
  }
  return { name, flags, evr };
}

function checkTexts(list: readonly unknown[], path: () => string): void {
  for (let i = 0; i < list.length; i++)
    if (typeof list[i] !== "string") throw wrong(`${path()}[${i}]`, "a string", list[i]);
}

function objectAt(value: unknown, path: () => string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path(), "an object", value);
  return value as Record<string, unknown>;
}

function arrayAt(value: unknown, path: string | (() => string)): unknown[] {
  if (!Array.isArray(value)) throw wrong(typeof path === "string" ? path : path(), "an array", value);
  return value;
}

function wrong(path: string, expected: string, found: unknown): FactsDocumentError {
  const seen = Array.isArray(found)
    ? "an array"
    : found === null
      ? "null"
      : found === undefined
        ? "nothing"
        : typeof found;
  return new FactsDocumentError(`Cannot read ${path}: expected ${expected}, found ${seen}`);
}
