import type { ModuleDocument } from "./module-document.ts";
import { isYamlMap, type YamlMap } from "./yaml-value.ts";

/** What one alternative of a stream needs: module → streams; `[]` is any stream, `-x` any but x. */
export interface ModuleDependencies {
  readonly requires: ReadonlyMap<string, readonly string[]>;
  readonly buildRequires: ReadonlyMap<string, readonly string[]>;
}

/** One build of a stream of a module. Texts are "" where the document does not say. */
export interface ModuleStream {
  readonly name: string;
  readonly stream: string;
  /** Decimal digits; larger is newer. */
  readonly version: string;
  readonly context: string;
  readonly staticContext: boolean;
  readonly arch: string;
  readonly summary: string;
  /** Any one of them must hold. */
  readonly dependencies: readonly ModuleDependencies[];
  /** Profile → packages. */
  readonly profiles: ReadonlyMap<string, readonly string[]>;
  /** `name-epoch:version-release.arch` of the packages that belong to the stream. */
  readonly artifacts: readonly string[];
  /** Names of packages that left the module. */
  readonly demodularized: readonly string[];
  readonly api: readonly string[];
  /** Of the document in modules.yaml. */
  readonly line: number;
}

/** Name, a numeric epoch, version, release and architecture (libmodulemd modulemd-util.c, modulemd_validate_nevra). */
const artifactForm = /^.+-\d+:[^-]+-[^-]+\.[^.-]+$/;

/** Reads a modulemd document of version 1 or 2. */
export function readModuleStream(document: ModuleDocument): ModuleStream {
  const { data } = document;
  const context = document.text(data, "context");
  if (!/^\w*$/.test(context)) document.fail(`has the context "${context}": letters, digits and "_" only`);
  const artifacts = document.texts(document.map(data, "artifacts"), "rpms");
  const odd = artifacts.find((artifact) => !artifactForm.test(artifact));
  if (odd !== undefined) document.fail(`has the artifact "${odd}", which is not name-epoch:version-release.arch`);
  return {
    name: document.requiredText(data, "name"),
    stream: document.requiredText(data, "stream"),
    version: document.count(data, "version") || "0",
    context,
    staticContext: document.flag(data, "static_context"),
    arch: document.text(data, "arch"),
    summary: document.text(data, "summary"),
    dependencies: document.version === "1" ? readOldDependencies(document) : readDependencies(document),
    profiles: readProfiles(document),
    artifacts,
    demodularized: document.texts(document.map(data, "demodularized"), "rpms"),
    api: document.texts(document.map(data, "api"), "rpms"),
    line: document.line,
  };
}

function readDependencies(document: ModuleDocument): readonly ModuleDependencies[] {
  return document.list(document.data, "dependencies").map((value) => {
    if (!isYamlMap(value)) return document.fail("has `dependencies` that are no mappings");
    const requires = document.map(value, "requires");
    const buildRequires = document.map(value, "buildrequires");
    return { requires: streamLists(document, requires), buildRequires: streamLists(document, buildRequires) };
  });
}

function streamLists(document: ModuleDocument, map: YamlMap): ReadonlyMap<string, readonly string[]> {
  return new Map([...map.keys()].map((module) => [module, document.texts(map, module)]));
}

/** Version 1 has one alternative and one stream for each module: `requires: {platform: f29}`. */
function readOldDependencies(document: ModuleDocument): readonly ModuleDependencies[] {
  const dependencies = document.map(document.data, "dependencies");
  const single = (key: string) => {
    const map = document.map(dependencies, key);
    return new Map([...map.keys()].map((module) => [module, [document.text(map, module)]]));
  };
  return dependencies.size === 0 ? [] : [{ requires: single("requires"), buildRequires: single("buildrequires") }];
}

function readProfiles(document: ModuleDocument): ReadonlyMap<string, readonly string[]> {
  const profiles = document.map(document.data, "profiles");
  return new Map([...profiles.keys()].map((name) => [name, document.texts(document.map(profiles, name), "rpms")]));
}
