import { expect, test } from "vitest";
import { pythonCan } from "../../../test/repodata/oracle.ts";
import { askLibdnf } from "../../../test/support/libdnf-modules.ts";
import { madeIndex, modulesYaml } from "../../../test/support/made-modules.ts";
import { defaultStreams } from "./default-streams.ts";

const cases: readonly (readonly [string, readonly (readonly string[])[], Readonly<Record<string, string>>])[] = [
  ["one repository", [["php:7.4"]], { php: "7.4" }],
  ["a document without a stream", [["php:"]], {}],
  ["two that agree", [["php:7.4"], ["php:7.4"]], { php: "7.4" }],
  ["the later one wins", [["php:7.4@2"], ["php:7.3@1"]], { php: "7.4" }],
  ["the later one wins, in whatever order", [["php:7.3@1"], ["php:7.4@2"]], { php: "7.4" }],
  ["of the same time, none", [["php:7.4"], ["php:7.3"]], {}],
  ["of the same time, none, until a third comes", [["php:7.4"], ["php:7.3"], ["php:7.2"]], { php: "7.2" }],
  ["an older third as well", [["php:7.4@3"], ["php:7.2@3"], ["php:7.3@2"]], { php: "7.3" }],
  ["the time of one without a stream counts", [["php:@9"], ["php:7.3"], ["php:7.4"]], { php: "7.3" }],
  ["no stream gives way to one", [["php:@5"], ["php:7.3@1"]], { php: "7.3" }],
  ["no stream takes none away", [["php:7.3@1"], ["php:@5"]], { php: "7.3" }],
];

test.each(cases)("%s", (_, repositories, expected) => {
  const streams = defaultStreams(repositories.map((defaults) => madeIndex([], defaults)));
  expect(Object.fromEntries(streams)).toEqual(expected);
});

const canAsk = pythonCan("import dnf");
if (!canAsk) console.log("not run: libdnf about these cases, as python3-dnf is not installed");

test.skipIf(!canAsk)("libdnf says the same of all of them", () => {
  const answers = askLibdnf([
    ...cases.map(([, repositories]) => ({
      repositories: repositories.map((defaults) => modulesYaml(madeIndex(["php:7.4"], defaults))),
      host: [],
      platform: "el9",
    })),
    { repositories: contradicting.map(modulesYaml), host: [], platform: "el9" },
  ]);
  expect(answers.map(({ defaults }) => defaults)).toEqual([...cases.map(([, , expected]) => expected), {}]);
});

const contradicting = ["common", "minimal"].map((profile) => ({
  ...madeIndex(["php:7.4", "ant:1.10"]),
  defaults: [
    { module: "php", stream: "7.4", modified: "1", profiles: [["7.4", [profile]] as const] },
    { module: "ant", stream: "1.10", modified: "1", profiles: [] },
  ],
}));

test("profiles that contradict each other leave no defaults at all", () =>
  expect(defaultStreams(contradicting)).toEqual(new Map()));
