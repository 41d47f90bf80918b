import type { ModuleBuild, ModuleDefault, ModuleIndex } from "../package/module-index.ts";
import type { ModuleDefaults } from "./module-defaults.ts";
import type { ModuleStream } from "./module-stream.ts";
import type { Modules } from "./parse-modules.ts";
import { RepodataError } from "./repodata-error.ts";

/** Builds of one module conflict with each other, which takes the square of their number. */
const MAX_BUILDS_OF_MODULE = 2_000;
const MAX_BUILDS = 20_000;
/** Streams that one build requires of other modules, all together. */
const MAX_REQUIRED = 1_000;

/**
 * Distils what parseModules read: builds by module, in the order that libmodulemd gives them (modulemd-module-index.c: modules
 * by name, streams as they stand), the last document of a module's defaults, and each text of an artifact once.
 *
 * @throws RepodataError where there are more builds than any repository has
 */
export function indexModules({ streams, defaults }: Pick<Modules, "streams" | "defaults">): ModuleIndex {
  checkNumbers(streams);
  const names = new Texts();
  const evrs = new Texts();
  const archs = new Texts();
  const artifactsOf = (artifacts: readonly string[]): number[] =>
    artifacts.flatMap((text) => {
      const { name, evr, arch } = artifactParts(text);
      return [names.idOf(name), evrs.idOf(evr), archs.idOf(arch)];
    });
  const builds = [...lastOfEach(streams, identityOf)]
    .toSorted((left, right) => compareTexts(left.name, right.name))
    .map(
      (stream): ModuleBuild => ({
        name: stream.name,
        stream: stream.stream,
        version: stream.version,
        context: stream.context,
        staticContext: stream.staticContext,
        arch: stream.arch === "" ? "noarch" : stream.arch,
        requires: requiresOf(stream),
        artifacts: artifactsOf(stream.artifacts),
        demodularized: stream.demodularized,
      }),
    );
  return {
    builds,
    defaults: [...lastOfEach(defaults, ({ module }) => module)].map(defaultOf),
    names: names.list,
    evrs: evrs.list,
    archs: archs.list,
  };
}

function checkNumbers(streams: readonly ModuleStream[]): void {
  const fail = (what: string): never => {
    throw new RepodataError("modules.yaml", what);
  };
  if (streams.length > MAX_BUILDS) fail(`it has ${streams.length} streams; at most ${MAX_BUILDS} are read`);
  const ofModule = new Map<string, number>();
  for (const { name, stream, dependencies } of streams) {
    const count = (ofModule.get(name) ?? 0) + 1;
    ofModule.set(name, count);
    if (count > MAX_BUILDS_OF_MODULE) fail(`the module "${name}" has more than ${MAX_BUILDS_OF_MODULE} builds`);
    const required = dependencies.flatMap(({ requires }) => [...requires.values()].map((list) => 1 + list.length));
    if (required.reduce((sum, size) => sum + size, 0) > MAX_REQUIRED)
      fail(`the stream "${name}:${stream}" requires more than ${MAX_REQUIRED} other streams`);
  }
}

/** Texts by number, each once. */
class Texts {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

/** `perl-4:5.26.3-416.module_el8.x86_64`; readModuleStream saw to the form. */
function artifactParts(text: string): { readonly name: string; readonly evr: string; readonly arch: string } {
  const lastDot = text.lastIndexOf(".");
  const release = text.lastIndexOf("-", lastDot);
  const version = text.lastIndexOf("-", release - 1);
  const evr = text.slice(version + 1, lastDot);
  return { name: text.slice(0, version), evr: evr.replace(/^0+:/, ""), arch: text.slice(lastDot + 1) };
}

function identityOf({ name, stream, version, context, arch }: ModuleStream): string {
  return JSON.stringify([name, stream, version, context, arch]);
}

/** The last item of each key takes the place of the first, as libmodulemd replaces what it knows already. */
function lastOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): Iterable<Item> {
  const last = new Map<string, Item>();
  for (const item of items) last.set(keyOf(item), item);
  return last.values();
}

/** libdnf asks for all alternatives at once (libdnf, module/ModulePackage.cpp, createDependencies). */
function requiresOf({ dependencies }: ModuleStream): ModuleBuild["requires"] {
  return dependencies.flatMap(({ requires }) =>
    [...requires]
      .toSorted(([left], [right]) => compareTexts(left, right))
      .map(([module, streams]) => [module, [...new Set(streams)].toSorted(compareTexts)] as const),
  );
}

function defaultOf({ module, stream, modified, profiles }: ModuleDefaults): ModuleDefault {
  const sorted = [...profiles].map(([name, list]) => [name, [...new Set(list)].toSorted(compareTexts)] as const);
  return { module, stream, modified, profiles: sorted };
}

/** By code unit, like strcmp for ASCII. */
function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
