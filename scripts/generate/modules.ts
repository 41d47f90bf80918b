import { formatEvr } from "../../src/package/evr.ts";
import type { HostModule } from "../../src/package/module-index.ts";
import type { Build } from "./edition.ts";
import { defaultsDocument, type StreamDocument, streamDocument } from "./module-documents.ts";
import type { PackageSpec } from "./package-spec.ts";
import type { Random } from "./random.ts";

/** Two editions in which some packages of the applications repository are in modules. */
export interface ModularWorld {
  readonly old: readonly Build[];
  readonly current: readonly Build[];
  /** Builds of a repository that modular filtering leaves alone; often none. */
  readonly hotfixes: readonly PackageSpec[];
  /** modules.yaml of the applications repository, and of another one beside it ("" for none). */
  readonly documents: { readonly applications: string; readonly other: string };
  /** What /etc/dnf/modules.d of the host says. */
  readonly states: readonly HostModule[];
}

/** One module to be: the source packages in it, and its streams. */
interface Plan {
  readonly name: string;
  readonly sources: readonly string[];
  readonly streams: readonly string[];
  readonly hasStaticContexts: boolean;
  readonly keepsTwins: boolean;
  readonly demodularized: readonly string[];
}

/**
 * Makes modules of some source packages: several streams each, with versions and contexts, requirements on other modules,
 * defaults, packages that stay beside them outside of modules, hotfixes, and a host that enabled or disabled some.
 */
export function modularise(old: readonly Build[], current: readonly Build[], random: Random): ModularWorld {
  const plans = planModules(old, current, random.fork("plans"));
  const builds: Build[] = [];
  const documents: Record<"applications" | "other", string[]> = { applications: [], other: [] };
  const hasOther = random.chance(0.3);
  for (const plan of plans) {
    const own = current.filter(({ spec }) => plan.sources.includes(sourceOf(spec)));
    for (const document of planDocuments(plan, plans, random.fork(plan.name))) {
      const specs = own.map((build) => ({ ...build, spec: modularBuild(build.spec, document) }));
      // One package more or less makes streams differ in more than versions.
      const kept = random.chance(0.2) ? random.sample(specs, Math.max(1, specs.length - 1)) : specs;
      builds.push(...kept);
      const place = hasOther && random.chance(0.3) ? "other" : "applications";
      documents[place].push(
        streamDocument(
          document,
          kept.map(({ spec }) => spec),
        ),
      );
    }
    for (const place of ["applications", "other"] as const) {
      if ((place === "other" && !hasOther) || !random.chance(0.55)) continue;
      const stream = random.chance(0.9) ? random.pick(plan.streams) : "";
      documents[place].push(defaultsDocument(plan.name, stream, random.pick([1, 1, 2])));
    }
  }
  const modular = new Map(plans.flatMap((plan) => plan.sources.map((source) => [source, plan] as const)));
  const installed = new Map(plans.filter(() => random.chance(0.6)).map((plan) => [plan, random.pick(plan.streams)]));
  return {
    old: old.map((build) => installedBuild(build, modular, installed)),
    current: [...current.filter(({ spec }) => modular.get(sourceOf(spec))?.keepsTwins !== false), ...builds],
    hotfixes: random.chance(0.35) ? hotfixesOf(builds, random.fork("hotfixes")) : [],
    documents: { applications: documents.applications.join(""), other: documents.other.join("") },
    states: hostStates(plans, installed, random.fork("states")),
  };
}

function sourceOf(spec: PackageSpec): string {
  return spec.sourceRpm.replace(/-[^-]+-[^-]+\.src\.rpm$/, "");
}

/** libdnf takes "patch:1.0:…" for an advisory, and never sees a module of this name (sack/query.cpp, is_package). */
const impossibleNames = ["patch"];

function planModules(old: readonly Build[], current: readonly Build[], random: Random): readonly Plan[] {
  const before = new Set(old.map(({ spec }) => sourceOf(spec)));
  const candidates = current
    .filter(({ repository }) => repository === "applications")
    .map(({ spec }) => sourceOf(spec));
  const sources = random.sample(
    [...new Set(candidates)].filter((source) => before.has(source)),
    random.integer(2, 12),
  );
  const plans: Plan[] = [];
  while (sources.length > 0) {
    const own = sources.splice(0, random.integer(1, 2));
    const names = current.filter(({ spec }) => own.includes(sourceOf(spec))).map(({ spec }) => spec.name);
    plans.push({
      name: own.find((source) => !impossibleNames.includes(source)) ?? "module",
      sources: own,
      streams: random.pick([["1.0"], ["1.0", "2.0"], ["1.0", "2.0", "rhel9"]]),
      hasStaticContexts: random.chance(0.5),
      keepsTwins: random.chance(0.5),
      demodularized: random.chance(0.3) ? random.sample(names, 1) : [],
    });
  }
  return plans;
}

/** The documents of a module: one to three versions of each stream, sometimes in two contexts that require different things. */
function planDocuments(plan: Plan, plans: readonly Plan[], random: Random): readonly StreamDocument[] {
  const others = plans.filter((other) => other !== plan);
  const requirement = (): readonly (readonly [string, readonly string[]])[] => {
    if (others.length === 0 || !random.chance(0.35)) return [];
    const other = random.pick(others);
    const streams = random.sample(other.streams, random.integer(0, 2));
    return [[other.name, random.chance(0.15) ? streams.map((stream) => `-${stream}`) : streams]];
  };
  return plan.streams.flatMap((stream, number) => {
    const contexts = Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => requirement());
    return Array.from({ length: random.integer(1, 3) }, (_, age) => age).flatMap((age) =>
      contexts.map((requires, context) => ({
        name: plan.name,
        stream,
        number,
        version: 9_010_020_230_101_000_000n + BigInt(age) * 1_000_000n,
        context: plan.hasStaticContexts ? `rhel9${context === 0 ? "" : "b"}` : hexOf(random),
        isStatic: plan.hasStaticContexts,
        age: age * 2 + context,
        // A later build that asks for something else is another context to dnf.
        requires: random.chance(0.1) ? requirement() : requires,
        platform: random.pick([["el9"], ["el9"], ["el9"], ["el9"], ["el9"], ["el9"], [], ["el8"]]),
        demodularized: random.chance(0.4) ? [] : plan.demodularized,
      })),
    );
  });
}

function hexOf(random: Random): string {
  return random.integer(0x10000000, 0xffffffff).toString(16);
}

/** The spec as the build of a stream has it: a version of its own, which all that names it exactly follows. */
function modularBuild(
  spec: PackageSpec,
  document: Pick<StreamDocument, "name" | "stream" | "number" | "age"> & {
    readonly version: bigint;
    readonly context: string;
  },
): PackageSpec {
  const version = document.number === 0 ? spec.version : `${spec.version}.${document.number}`;
  const release = `${document.age + 1}.module_el9.${document.age}.0+${document.number + 1}+${document.context.slice(0, 8)}`;
  const { name, stream } = document;
  return {
    ...withEvr(spec, version, release),
    module: `${name}:${stream}:${document.version}:${document.context}`,
  };
}

function withEvr(spec: PackageSpec, version: string, release: string): PackageSpec {
  const before = formatEvr(spec);
  const after = formatEvr({ epoch: spec.epoch, version, release });
  const dependencies = Object.fromEntries(
    Object.entries(spec.dependencies).map(([kind, list]) => [
      kind,
      list.map((dependency) => (dependency.evr === before ? { ...dependency, evr: after } : dependency)),
    ]),
  );
  const sourceRpm = spec.sourceRpm.replace(/-[^-]+-[^-]+\.src\.rpm$/, `-${version}-${release}.src.rpm`);
  return { ...spec, version, release, sourceRpm, dependencies };
}

/** What the host has of a module came from a stream of it, built by the old distribution. */
function installedBuild(build: Build, plans: ReadonlyMap<string, Plan>, installed: ReadonlyMap<Plan, string>): Build {
  const plan = plans.get(sourceOf(build.spec));
  const stream = plan === undefined ? undefined : installed.get(plan);
  if (plan === undefined || stream === undefined) return build;
  const number = plan.streams.indexOf(stream);
  const document = {
    name: plan.name,
    stream,
    number,
    age: 0,
    version: 9_000_020_220_101_000_000n,
    context: "abcdef12",
  };
  return { ...build, spec: modularBuild(build.spec, document) };
}

function hotfixesOf(builds: readonly Build[], random: Random): readonly PackageSpec[] {
  return random
    .sample(builds, random.integer(1, 6))
    .map(({ spec }) => withEvr(spec, spec.version, `9${spec.release.replace("module_", "hotfix_")}`));
}

function hostStates(plans: readonly Plan[], installed: ReadonlyMap<Plan, string>, random: Random): HostModule[] {
  return plans.flatMap((plan): readonly HostModule[] => {
    const stream = installed.get(plan);
    const { name } = plan;
    if (stream !== undefined && random.chance(0.7)) return [{ name, stream, state: "enabled" }];
    const enabled = { name, stream: random.pick([...plan.streams, "gone"]), state: "enabled" } as const;
    return random.pick<readonly HostModule[]>([
      [],
      [],
      [enabled],
      [{ name, stream: "", state: "disabled" }],
      [{ name, stream: "", state: "" }],
    ]);
  });
}
