import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../../test/support/made-host.ts";
import { type MadeBuild, madeIndex } from "../../../test/support/made-modules.ts";
import type { HostModule } from "../../package/module-index.ts";
import type { Pool } from "../../pool/pool.ts";
import { distroSync } from "../distro-sync.ts";
import type { DistroSyncOptions } from "../distro-sync-options.ts";
import { nevraOf } from "../package-words.ts";
import { filterModules, type ModularRepositories } from "./filter-modules.ts";

const enabled: readonly HostModule[] = [{ name: "nginx", stream: "1.20", state: "enabled" }];
const builds: readonly MadeBuild[] = [
  { id: "nginx:1.14", artifacts: ["nginx-1.14-1.m.x86_64", "nginx-1.14-1.m.src"] },
  { id: "nginx:1.20", artifacts: ["nginx-1.20-1.m.x86_64", "nginx-mod-1:3-1.m.noarch", "nginx-1.20-1.m.src"] },
];

function filterOf(pool: Pool, host: readonly HostModule[], made = builds, rest: Partial<ModularRepositories> = {}) {
  return filterModules(
    pool,
    { indexes: [madeIndex(made)], host, platform: "el9", architecture: "x86_64", rules: "by-context" },
    { hotfix: new Set(), unlisted: new Set(), installed: [], ...rest },
  );
}

interface Case {
  readonly says: string;
  readonly packages: readonly (MadePackage | string)[];
  readonly host?: readonly HostModule[];
  readonly builds?: readonly MadeBuild[];
  readonly hidden: readonly string[];
}

const cases: readonly Case[] = [
  {
    says: "artifacts of inactive streams are hidden, those of active ones are not",
    packages: ["nginx-1.14-1.m.x86_64", "nginx-1.20-1.m.x86_64", "nginx-mod-1:3-1.m.noarch"],
    hidden: ["nginx-1.14-1.m.x86_64"],
  },
  {
    says: "what is in no stream is hidden where an active stream has the name",
    packages: ["nginx-1.30-1.x86_64", "nginx-mod-9-1.noarch", "other-1-1.noarch"],
    hidden: ["nginx-1.30-1.x86_64", "nginx-mod-9-1.noarch"],
  },
  {
    says: "and where it provides the name",
    packages: [{ nevra: "angie-1-1.x86_64", provides: ["nginx = 1.30"] }],
    hidden: ["angie-1-1.x86_64"],
  },
  {
    says: "with no stream active only artifacts are hidden",
    packages: ["nginx-1.14-1.m.x86_64", "nginx-1.20-1.m.x86_64", "nginx-1.30-1.x86_64"],
    host: [],
    hidden: ["nginx-1.14-1.m.x86_64", "nginx-1.20-1.m.x86_64"],
  },
  {
    says: "a disabled module is as one that is not enabled",
    packages: ["nginx-1.20-1.m.x86_64", "nginx-1.30-1.x86_64"],
    host: [{ name: "nginx", stream: "", state: "disabled" }],
    hidden: ["nginx-1.20-1.m.x86_64"],
  },
  {
    says: "a source package of a stream hides sources only",
    packages: ["tool-1-1.x86_64", "tool-1-1.src"],
    host: [{ name: "m", stream: "1", state: "enabled" }],
    builds: [{ id: "m:1", artifacts: ["tool-2-1.src"] }],
    hidden: ["tool-1-1.src"],
  },
  {
    says: "the epoch, the release and the architecture make an artifact",
    packages: ["nginx-mod-3-1.m.noarch", "nginx-1.20-1.m.i686", "nginx-1.20-2.m.x86_64"],
    hidden: ["nginx-mod-3-1.m.noarch", "nginx-1.20-1.m.i686", "nginx-1.20-2.m.x86_64"],
  },
  {
    says: "what left the module is not hidden any more",
    packages: ["nginx-mod-9-1.noarch", "nginx-1.30-1.x86_64"],
    builds: [
      { id: "nginx:1.20:1", artifacts: ["nginx-1.20-1.m.x86_64", "nginx-mod-1:3-1.m.noarch"] },
      { id: "nginx:1.20:2", artifacts: ["nginx-1.20-2.m.x86_64"], demodularized: ["nginx-mod"] },
    ],
    hidden: ["nginx-1.30-1.x86_64"],
  },
  {
    says: "what came back into the module is hidden again",
    packages: ["nginx-mod-9-1.noarch"],
    builds: [
      { id: "nginx:1.20:1", artifacts: ["nginx-mod-1:3-1.m.noarch"], demodularized: ["nginx-mod"] },
      { id: "nginx:1.20:2", artifacts: ["nginx-mod-1:3-2.m.noarch"] },
    ],
    hidden: ["nginx-mod-9-1.noarch"],
  },
];

test.each(cases)("$says", ({ packages, host = enabled, builds: made = builds, hidden }) => {
  const pool = madePool([], { appstream: packages });
  const found = [...filterOf(pool, host, made).hidden].map((id) => nevraOf(pool, id));
  expect(found.toSorted()).toEqual(hidden.toSorted());
});

test("installed packages and hotfix repositories are never filtered", () => {
  const packages = ["nginx-1.14-1.m.x86_64", "nginx-1.30-1.x86_64"];
  const pool = madePool(packages, { appstream: packages, hotfix: packages });
  const { hidden } = filterOf(pool, enabled, builds, { hotfix: new Set(["hotfix"]) });
  expect([...hidden].map((id) => pool.repositories[pool.repositoryOf[id] ?? 0]?.id)).toEqual([
    "appstream",
    "appstream",
  ]);
});

test("the active streams are told", () => {
  expect(filterOf(madePool([], {}), enabled).active).toEqual(["nginx:1.20"]);
});

test("a problem names modular filtering, and excludes where those hide a package too", () => {
  const installed = [{ nevra: "web-1-1.noarch", requires: ["nginx"] }, "nginx-1.14-1.m.x86_64"];
  const target = [{ nevra: "web-2-1.noarch", requires: ["nginx >= 1.30"] }, "nginx-1.30-1.x86_64"];
  const pool = madePool(installed, { appstream: target });
  const sentences = (options: DistroSyncOptions): readonly string[] => {
    const resolution = distroSync(pool, options);
    return resolution.kind === "problems" ? resolution.problems.flatMap(({ because }) => because) : [];
  };
  expect(sentences({ hiddenByModules: filterOf(pool, enabled).hidden })).toContain(
    "package nginx-1.30-1.x86_64 is filtered out by modular filtering",
  );
  const byExcludes = "package nginx-1.30-1.x86_64 is filtered out by exclude filtering";
  expect(sentences({ excludes: ["nginx-1.30*"] })).toContain(byExcludes);
  // Seen with dnf 4.14 (oracle, problems 793-7): modules are looked at after excludes, and what those hide is theirs.
  expect(sentences({ excludes: ["nginx-1.30*"], hiddenByModules: filterOf(pool, enabled).hidden })).toContain(
    byExcludes,
  );
});

test.each([
  ["is left out", "nodejs-20.1.0-1.module_el9.4.0+1+abc.x86_64", "nodejs", "18", true],
  [
    "is left out, also as CentOS and the first releases write it",
    "nodejs-20-1.module+el9+1+abc.x86_64",
    "nodejs",
    "18",
    true,
  ],
  [
    "counts where it goes on with the installed stream",
    "nodejs-18.20.4-1.module_el9.4.0+1+abc.x86_64",
    "nodejs",
    "18",
    false,
  ],
  ["does not where it only looks like it", "nodejs-180.1-1.module_el9.4.0+1+abc.x86_64", "nodejs", "18", true],
  ["is left out where the stream is no version", "podman-4.9-1.module_el8.9.0+1+abc.x86_64", "podman", "rhel8", true],
  ["counts where it is installed as it is", "redis-6-1.module_el9+1+abc.x86_64", "nodejs", "18", false],
  ["counts where a list of another repository has it", "nginx-1.20-1.module_el9+1+abc.x86_64", "nodejs", "18", false],
])("a package of a stream that nobody lists %s", (_, nevra, name, stream, isHidden) => {
  const pool = madePool(["redis-6-1.module_el9+1+abc.x86_64"], { copy: [nevra, "bash-5-1.el9.x86_64"] });
  const listed = [{ id: "nginx:1.20", artifacts: ["nginx-1.20-1.module_el9+1+abc.x86_64"] }];
  const { hidden, unlisted } = filterOf(pool, enabled, listed, {
    unlisted: new Set(["copy"]),
    installed: [{ name, stream }],
  });
  expect([...hidden].map((id) => nevraOf(pool, id))).toEqual(isHidden ? [nevra] : []);
  expect(unlisted).toEqual(isHidden ? [{ id: "copy", hidden: 1 }] : []);
});
