import type { ModuleBuild } from "../../package/module-index.ts";
import { finishPool } from "../../pool/finish-pool.ts";
import type { PackageId, Pool } from "../../pool/pool.ts";
import { type NewPackage, PoolBuilder } from "../../pool/pool-builder.ts";
import type { DependencyId } from "../../pool/relations.ts";
import { OR } from "../../pool/rich-relations.ts";
import type { ModuleRules } from "./modular-input.ts";

/** Builds of streams as packages: build i is package `first` + i. */
export interface ModulePool {
  readonly pool: Pool;
  readonly builds: readonly ModuleBuild[];
  readonly first: PackageId;
}

/** What a module, or a stream of it, provides. */
export function moduleCapability(module: string, ...rest: readonly string[]): string {
  return `module(${[module, ...rest].join(":")})`;
}

/**
 * A pool in which every build of a stream is a package, and the platform is installed: two streams of a module conflict,
 * requirements are those of the documents. Source: libdnf 0.69, module/ModulePackage.cpp, setSovable and
 * createDependencies; by version as of 0.63.
 */
export function modulePool(
  builds: readonly ModuleBuild[],
  options: { readonly platform: string; readonly architecture: string; readonly rules: ModuleRules },
): ModulePool {
  const builder = new PoolBuilder(options.architecture);
  const ordered = options.rules === "by-context" ? staticFirst(builds) : builds;
  const contexts = fixedContexts(ordered);
  const streams = streamsByModule(builds);
  const first = builder.count;
  const available = builder.openRepository({ id: "available", installed: false, priority: 0, subpriority: 0 });
  for (const [index, build] of ordered.entries())
    builder.addPackage(
      options.rules === "by-context"
        ? contextPackage(builder, build, contexts[index] ?? "")
        : versionPackage(builder, build, streams.get(build.name) ?? []),
    );
  available.close();
  const system = builder.openRepository({ id: "@System", installed: true, priority: 0, subpriority: 0 });
  const platform = { name: "platform", stream: options.platform, version: "0", context: "00000000" };
  builder.addPackage(
    contextPackage(
      builder,
      { ...platform, staticContext: true, arch: "noarch", requires: [], artifacts: [], demodularized: [] },
      platform.context,
    ),
  );
  system.close();
  return { pool: finishPool(builder), builds: ordered, first };
}

/** libdnf adds builds without a static context last (ModulePackageContainer.cpp, addVersion2Modules). */
function staticFirst(builds: readonly ModuleBuild[]): readonly ModuleBuild[] {
  return [...builds.filter((build) => build.staticContext), ...builds.filter((build) => !build.staticContext)];
}

/**
 * A context that is no static one is told by what the build requires, the platform aside: builds of a stream that require the
 * same are one, and one with the static build that does.
 */
function fixedContexts(builds: readonly ModuleBuild[]): readonly string[] {
  const known = new Map<string, string>();
  const needs = builds.map(requirementText);
  for (const [index, { name, stream, context, staticContext }] of builds.entries()) {
    const key = JSON.stringify([name, stream, needs[index]]);
    if (staticContext && !known.has(key)) known.set(key, context);
  }
  return builds.map(({ name, stream, context, staticContext }, index) => {
    if (staticContext) return context;
    const need = needs[index] ?? "";
    return known.get(JSON.stringify([name, stream, need])) ?? (need === "" ? "NoRequires" : need);
  });
}

function requirementText({ requires }: ModuleBuild): string {
  return requires
    .filter(([module]) => module !== "platform")
    .map(([module, streams]) => (streams.length === 0 ? module : `${module}:[${streams.join(",")}]`))
    .toSorted()
    .join(",");
}

function streamsByModule(builds: readonly ModuleBuild[]): ReadonlyMap<string, readonly string[]> {
  const streams = new Map<string, Set<string>>();
  for (const { name, stream } of builds) {
    const known = streams.get(name);
    if (known === undefined) streams.set(name, new Set([stream]));
    else known.add(stream);
  }
  return new Map([...streams].map(([name, set]) => [name, [...set]]));
}

function contextPackage(builder: PoolBuilder, build: ModuleBuild, context: string): NewPackage {
  const { name, stream, version } = build;
  const itself = moduleCapability(name);
  return modulePackage(builder, build, {
    name: `${name}:${stream}:${context}`,
    evr: version,
    provides: [itself, moduleCapability(name, stream)],
    conflicts: [itself],
  });
}

function versionPackage(builder: PoolBuilder, build: ModuleBuild, streams: readonly string[]): NewPackage {
  const { name, stream, version, context } = build;
  return modulePackage(builder, build, {
    name: `${name}:${stream}:${version}:${context}`,
    evr: "0",
    provides: [moduleCapability(name), moduleCapability(name, stream), moduleCapability(name, stream, version)],
    conflicts: streams.filter((other) => other !== stream).map((other) => moduleCapability(name, other)),
  });
}

function modulePackage(
  { strings, relations }: PoolBuilder,
  { arch, requires }: ModuleBuild,
  words: {
    readonly name: string;
    readonly evr: string;
    readonly provides: readonly string[];
    readonly conflicts: readonly string[];
  },
): NewPackage {
  const idOf = (text: string): DependencyId => strings.idOfText(text);
  const isExcluded = (stream: string): boolean => stream.startsWith("-");
  const either = (left: DependencyId, right: DependencyId): DependencyId => relations.idOf(left, OR, right);
  return {
    name: idOf(words.name),
    evr: idOf(words.evr),
    arch: idOf(arch),
    vendor: 0,
    buildTime: 0,
    dependencies: {
      provides: words.provides.map(idOf),
      conflicts: [
        ...words.conflicts,
        ...requires.flatMap(([module, streams]) =>
          streams.filter(isExcluded).map((stream) => moduleCapability(module, stream.slice(1))),
        ),
      ].map(idOf),
      requires: requires.map(([module, streams]) => {
        const [head, ...others] = streams.filter((stream) => !isExcluded(stream));
        if (head === undefined) return idOf(moduleCapability(module));
        return others.reduce(
          (left, stream) => either(left, idOf(moduleCapability(module, stream))),
          idOf(moduleCapability(module, head)),
        );
      }),
    },
    files: [],
  };
}
