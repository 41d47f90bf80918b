import type { ModuleBuild, ModuleDefault, ModuleIndex } from "../../src/package/module-index.ts";
import { parseNevra } from "../../src/package/nevra.ts";

export interface MadeBuild {
  /** `name:stream`, `name:stream:version` or `name:stream:version:context`. */
  readonly id: string;
  readonly requires?: Readonly<Record<string, readonly string[]>>;
  /** NEVRAs as the pool has them. */
  readonly artifacts?: readonly string[];
  readonly demodularized?: readonly string[];
  readonly staticContext?: boolean;
  readonly arch?: string;
}

/** A module index as a test writes it: builds, and defaults as `module:stream` or `module:stream@modified`. */
export function madeIndex(builds: readonly (MadeBuild | string)[], defaults: readonly string[] = []): ModuleIndex {
  const names: string[] = [];
  const evrs: string[] = [];
  const archs: string[] = [];
  const idOf = (list: string[], text: string): number =>
    list.includes(text) ? list.indexOf(text) : list.push(text) - 1;
  return {
    builds: builds.map((item): ModuleBuild => {
      const { id, requires = {}, artifacts = [], ...rest }: MadeBuild = typeof item === "string" ? { id: item } : item;
      const [name = "", stream = "", version = "1", context = "abc"] = id.split(":");
      return {
        name,
        stream,
        version,
        context,
        staticContext: false,
        arch: "x86_64",
        demodularized: [],
        ...rest,
        requires: Object.entries(requires),
        artifacts: artifacts.flatMap((nevra) => {
          const parsed = parseNevra(nevra);
          if (parsed === undefined) throw new Error(`bad NEVRA ${nevra}`);
          const evr = nevra.slice(parsed.name.length + 1, -parsed.arch.length - 1);
          return [idOf(names, parsed.name), idOf(evrs, evr), idOf(archs, parsed.arch)];
        }),
      };
    }),
    defaults: defaults.map((text): ModuleDefault => {
      const [, module = "", stream = "", modified = "1"] = /^([^:]+):([^@]*)(?:@(\d+))?$/.exec(text) ?? [];
      return { module, stream, modified, profiles: [] };
    }),
    names,
    evrs,
    archs,
  };
}

/** The same as modules.yaml tells it. */
export function modulesYaml({ builds, defaults, names, evrs, archs }: ModuleIndex): string {
  const document = (kind: string, version: number, data: object): string =>
    `---\ndocument: ${kind}\nversion: ${version}\ndata: ${JSON.stringify(data)}\n...\n`;
  const artifactsOf = ({ artifacts }: ModuleBuild): string[] =>
    Array.from({ length: artifacts.length / 3 }, (_, i) => {
      const evr = evrs[artifacts[3 * i + 1] ?? -1] ?? "";
      const epoch = evr.includes(":") ? "" : "0:";
      return `${names[artifacts[3 * i] ?? -1]}-${epoch}${evr}.${archs[artifacts[3 * i + 2] ?? -1]}`;
    });
  return [
    ...builds.map((build) =>
      document("modulemd", 2, {
        name: build.name,
        stream: build.stream,
        version: Number(build.version),
        context: build.context,
        ...(build.staticContext ? { static_context: true } : {}),
        arch: build.arch,
        summary: "-",
        description: "-",
        license: { module: ["MIT"] },
        dependencies: [{ requires: Object.fromEntries(build.requires) }],
        artifacts: { rpms: artifactsOf(build) },
        ...(build.demodularized.length === 0 ? {} : { demodularized: { rpms: build.demodularized } }),
      }),
    ),
    ...defaults.map(({ module, stream, modified, profiles }) =>
      document("modulemd-defaults", 1, {
        module,
        modified: Number(modified),
        ...(stream === "" ? {} : { stream }),
        profiles: Object.fromEntries(profiles),
      }),
    ),
  ].join("");
}
