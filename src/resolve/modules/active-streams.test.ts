import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pythonCan } from "../../../test/repodata/oracle.ts";
import { askLibdnf } from "../../../test/support/libdnf-modules.ts";
import { type MadeBuild, madeIndex, modulesYaml } from "../../../test/support/made-modules.ts";
import type { HostModule, ModuleIndex } from "../../package/module-index.ts";
import { activeStreams } from "./active-streams.ts";
import { defaultStreams } from "./default-streams.ts";
import type { ModularInput } from "./modular-input.ts";

function inputOf(indexes: readonly ModuleIndex[], host: readonly HostModule[], rest: Partial<ModularInput> = {}) {
  return { indexes, host, platform: "el9", architecture: "x86_64", rules: "by-context" as const, ...rest };
}

function activeIn(input: ModularInput): string[] {
  const { active } = activeStreams(input);
  return active
    .map(({ build: { name, stream, version, context } }) => [name, stream, version, context].join(":"))
    .sort();
}

/** `php=7.4` is enabled, `-php` disabled, `~php` reset. */
function hostOf(words: string): readonly HostModule[] {
  return words
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [, mark = "", name = "", stream = ""] = /^([-~]?)([^=]+)=?(.*)$/.exec(word) ?? [];
      return { name, stream, state: mark === "-" ? "disabled" : mark === "~" ? "" : "enabled" };
    });
}

interface Case {
  readonly says: string;
  readonly builds: readonly (MadeBuild | string)[];
  readonly defaults?: readonly string[];
  readonly host?: string;
  /** `name:stream:version:context`. */
  readonly active: readonly string[];
}

const el9 = { platform: ["el9"] };
const php: readonly MadeBuild[] = [
  { id: "php:7.4:1:a", requires: el9 },
  { id: "php:8.0:1:b", requires: el9 },
];

const cases: readonly Case[] = [
  { says: "nothing is asked", builds: php, active: [] },
  { says: "a default stream", builds: php, defaults: ["php:8.0"], active: ["php:8.0:1:b"] },
  { says: "an enabled stream", builds: php, host: "php=7.4", active: ["php:7.4:1:a"] },
  { says: "enabled before default", builds: php, defaults: ["php:8.0"], host: "php=7.4", active: ["php:7.4:1:a"] },
  { says: "disabled before default", builds: php, defaults: ["php:8.0"], host: "-php", active: [] },
  { says: "reset is as if never touched", builds: php, defaults: ["php:8.0"], host: "~php", active: ["php:8.0:1:b"] },
  { says: "an enabled stream that is gone", builds: php, defaults: ["php:8.0"], host: "php=5.6", active: [] },
  {
    says: "all versions of a stream",
    builds: ["php:7.4:1:a", "php:7.4:2:b", "php:7.4:3:c"],
    host: "php=7.4",
    active: ["php:7.4:1:a", "php:7.4:2:b", "php:7.4:3:c"],
  },
  {
    says: "another platform's stream",
    builds: [{ id: "php:7.4", requires: { platform: ["el8"] } }],
    host: "php=7.4",
    active: [],
  },
  {
    says: "what a stream requires comes with it",
    builds: [{ id: "app:1", requires: { perl: ["5.30", "5.32"] } }, "perl:5.26", "perl:5.32"],
    host: "app=1",
    active: ["app:1:1:abc", "perl:5.32:1:abc"],
  },
  {
    says: "any stream of a module will do",
    builds: [{ id: "app:1", requires: { perl: [] } }, "perl:5.26"],
    host: "app=1",
    active: ["app:1:1:abc", "perl:5.26:1:abc"],
  },
  {
    says: "any but one",
    builds: [{ id: "app:1", requires: { perl: ["-5.26"] } }, "perl:5.26", "perl:5.32"],
    host: "app=1",
    active: ["app:1:1:abc", "perl:5.32:1:abc"],
  },
  {
    says: "a requirement that is disabled",
    builds: [{ id: "app:1", requires: { perl: ["5.32"] } }, "perl:5.32"],
    host: "app=1 -perl",
    active: [],
  },
  {
    says: "of two contexts the one that goes with the enabled stream",
    builds: [
      { id: "app:1:1:a", requires: { perl: ["5.26"] } },
      { id: "app:1:1:b", requires: { perl: ["5.32"] } },
      "perl:5.26",
      "perl:5.32",
    ],
    host: "app=1 perl=5.32",
    active: ["app:1:1:b", "perl:5.32:1:abc"],
  },
  {
    says: "a default gives way to what is enabled",
    builds: [{ id: "app:1", requires: { perl: ["5.26"] } }, "perl:5.26", "perl:5.32"],
    defaults: ["app:1"],
    host: "perl=5.32",
    active: ["perl:5.32:1:abc"],
  },
  {
    says: "two enabled streams that cannot be together are both given up, others stay",
    builds: [
      { id: "app:1", requires: { perl: ["5.26"] } },
      { id: "web:1", requires: { perl: ["5.32"] } },
      "perl:5.26",
      "perl:5.32",
      "php:8.0",
    ],
    host: "app=1 web=1 php=8.0",
    active: ["php:8.0:1:abc"],
  },
  {
    says: "a newest version that does not fit gives way to one that does",
    builds: [
      { id: "php:8.0:1:a", requires: { platform: [] } },
      { id: "php:8.0:2:b", requires: { platform: ["el8"] } },
    ],
    host: "php=8.0",
    active: ["php:8.0:1:a", "php:8.0:2:b"],
  },
  {
    says: "static contexts stand side by side with the builds that require the same",
    builds: [
      { id: "app:1:1:one", requires: { perl: ["5.26"] }, staticContext: true },
      { id: "app:1:2:two", requires: { perl: ["5.32"] }, staticContext: true },
      { id: "app:1:3:hash", requires: { perl: ["5.26"] } },
      "perl:5.26",
      "perl:5.32",
    ],
    host: "app=1 perl=5.26",
    active: ["app:1:1:one", "app:1:3:hash", "perl:5.26:1:abc"],
  },
  {
    says: "another machine's builds",
    builds: [{ id: "php:8.0:1:a", arch: "aarch64" }],
    host: "php=8.0",
    active: [],
  },
];

test.each(cases)("$says", ({ builds, defaults, host = "", active }) =>
  expect(activeIn(inputOf([madeIndex(builds, defaults)], hostOf(host)))).toEqual(active),
);

const canAsk = pythonCan("import dnf");
if (!canAsk) console.log("not run: libdnf about these cases, as python3-dnf is not installed");

describe.skipIf(!canAsk)("libdnf says the same", () => {
  test("of these cases", () => {
    const questions = cases.map(({ builds, defaults, host = "" }) => ({
      repositories: [modulesYaml(madeIndex(builds, defaults))],
      host: hostOf(host),
      platform: "el9",
    }));
    const answers = askLibdnf(questions).map(({ active }) => active.map((id) => id.replace(/:[^:]+$/, "")));
    expect(answers).toEqual(cases.map(({ active }) => active));
  });

  test("of random modules", () => {
    const worlds = fc.sample(world, { numRuns: 40, seed: 20_261_122 });
    const questions = worlds.map(({ indexes, host }) => ({
      repositories: indexes.map(modulesYaml),
      host,
      platform: "el9",
    }));
    const answers = askLibdnf(questions);
    for (const [i, { indexes, host }] of worlds.entries()) {
      const active = answers[i]?.active.map((id) => id.replace(/:[^:]+$/, ""));
      expect({ indexes, host, active: activeIn(inputOf(indexes, host)) }).toEqual({ indexes, host, active });
      const defaults = defaultStreams(indexes);
      const known = Object.keys(answers[i]?.defaults ?? {});
      expect(Object.fromEntries(known.map((name) => [name, defaults.get(name)]))).toEqual(answers[i]?.defaults);
    }
  });
});

test("by version, builds of different requirements are active together", () => {
  const builds: readonly MadeBuild[] = [
    { id: "php:7.2:1:a", requires: { nginx: ["1.14"] } },
    { id: "php:7.2:2:b", requires: { nginx: [] } },
    { id: "nginx:1.14" },
  ];
  const input = inputOf([madeIndex(builds)], hostOf("php=7.2"));
  expect(activeIn({ ...input, rules: "by-version" })).toEqual(["nginx:1.14:1:abc", "php:7.2:1:a", "php:7.2:2:b"]);
  expect(activeIn(input)).toHaveLength(2);
});

test("what dnf kept of a stream counts where no repository has it any more", () => {
  const failSafe = madeIndex(["php:7.2:1:a", "perl:5.26:1:b"]);
  const input = inputOf([madeIndex(php)], hostOf("php=7.2"), { failSafe });
  expect(activeIn(input)).toEqual(["php:7.2:1:a"]);
  expect(activeIn({ ...input, host: hostOf("php=7.4") })).toEqual(["php:7.4:1:a"]);
});

test("problems say what stands in the way", () => {
  const builds = [{ id: "app:1", requires: { perl: ["5.32"] } }];
  expect(activeStreams(inputOf([madeIndex(builds)], hostOf("app=1"))).problems[0]?.because).toEqual([
    "conflicting requests",
    "nothing provides module(perl:5.32) needed by app:1:perl:[5.32]-1.x86_64",
  ]);
});

const stream = fc.constantFrom("1", "2", "3");
const moduleName = fc.constantFrom("app", "web", "perl", "db");
const build = fc.record({
  name: moduleName,
  stream,
  version: fc.integer({ min: 1, max: 3 }),
  context: fc.constantFrom("aa", "bb"),
  staticContext: fc.boolean(),
  arch: fc.constantFrom("x86_64", "x86_64", "x86_64", "i686", "noarch"),
  requires: fc.dictionary(moduleName, fc.uniqueArray(fc.constantFrom("1", "2", "3", "-1", "-2"), { maxLength: 2 }), {
    maxKeys: 2,
  }),
});
const index = fc
  .record({
    builds: fc.uniqueArray(build, {
      maxLength: 10,
      selector: ({ name, stream, version, context, arch }) => [name, stream, version, context, arch].join(":"),
    }),
    defaults: fc.dictionary(moduleName, stream, { maxKeys: 3 }),
  })
  .map(({ builds, defaults }) => {
    const made = builds.map(({ name, stream, version, context, requires, ...rest }) => ({
      ...rest,
      id: `${name}:${stream}:${version}:${context}`,
      // A module that requires itself is no case that occurs, and libmodulemd sorts what is required.
      requires: Object.fromEntries(
        Object.entries(requires)
          .filter(([other]) => other !== name)
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([other, streams]) => [other, streams.toSorted()] as const),
      ),
    }));
    const order = (item: MadeBuild): string => item.id.split(":")[0] ?? "";
    const sorted = made.toSorted((left, right) =>
      order(left) < order(right) ? -1 : order(left) > order(right) ? 1 : 0,
    );
    return madeIndex(
      sorted,
      Object.entries(defaults).map(([name, default_]) => `${name}:${default_}`),
    );
  });
const world = fc.record({
  indexes: fc.array(index, { minLength: 1, maxLength: 2 }),
  host: fc.uniqueArray(fc.record({ name: moduleName, stream, state: fc.constantFrom("enabled", "disabled", "") }), {
    maxLength: 3,
    selector: ({ name }) => name,
  }),
});

test("whatever the modules, one stream of each at most is active, and none of a disabled one", () => {
  fc.assert(
    fc.property(world, fc.constantFrom("by-context", "by-version"), ({ indexes, host }, rules) => {
      const { active, inactive } = activeStreams({ ...inputOf(indexes, host), rules });
      expect(active.length + inactive.length).toBe(indexes.flatMap(({ builds }) => builds).length);
      const streams = new Map<string, Set<string>>();
      for (const { build } of active) streams.set(build.name, (streams.get(build.name) ?? new Set()).add(build.stream));
      for (const [name, set] of streams) {
        expect(set.size).toBe(1);
        expect(host.find((item) => item.name === name)?.state).not.toBe("disabled");
      }
    }),
  );
});
