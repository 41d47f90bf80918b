import { expect, test } from "vitest";
import { type MadePackage, madePackage } from "../../test/support/made-host.ts";
import { parseDependency } from "../package/dependency.ts";
import { createPool } from "./create-pool.ts";
import { coloursMatch, isIdentical, isInstalled, type Pool } from "./pool.ts";
import { internRichText } from "./rich-relations.ts";
import { tableOfPackages } from "./table-of-packages.ts";

function made(nevra: string, more: Omit<MadePackage, "nevra"> = {}) {
  return madePackage({ nevra, ...more });
}

function providers(pool: Pool, text: string): string[] {
  const { strings, relations } = pool;
  const { name, flags, evr } = parseDependency(text);
  const dependency = text.startsWith("(")
    ? internRichText(strings, relations, text)
    : flags === 0
      ? strings.idOfText(name)
      : relations.idOf(strings.idOfText(name), flags, strings.idOfText(evr));
  const found: string[] = [];
  let at = pool.providers.of(dependency);
  for (; pool.providers.lists[at] !== 0; at++) {
    const id = pool.providers.lists[at] ?? 0;
    found.push(id === 1 ? "system" : `${strings.text(pool.names[id]!)}-${strings.text(pool.evrs[id]!)}`);
  }
  return found;
}

const pool = createPool({
  architecture: "x86_64",
  installed: tableOfPackages([
    made("a-1-1.x86_64", { provides: ["virtual = 1"], files: ["/usr/bin/a", "/usr/bin/unasked"] }),
    made("strange-1-1.sparc", { provides: ["virtual"] }),
  ]),
  repositories: [
    {
      id: "late",
      priority: 99,
      table: tableOfPackages([
        made("a-3-1.x86_64", { provides: ["virtual = 3", "virtual = 3"] }),
        made("a-3-1.i686", { provides: ["virtual = 3"] }),
        made("a-3-1.sparc", { provides: ["virtual = 3"] }),
      ]),
    },
    {
      id: "early",
      priority: 10,
      table: tableOfPackages([
        made("b-2-1.noarch", {
          provides: ["virtual"],
          requires: ["/usr/bin/a", "(virtual with a)", "/bin/b"],
          files: ["/bin/b"],
        }),
      ]),
    },
  ],
});

test("packages are numbered as dnf does: the host first, then repositories by priority and cost", () => {
  expect(pool.repositories.map(({ id, start, end }) => [id, start, end])).toEqual([
    ["@System", 2, 4],
    ["early", 4, 5],
    ["late", 5, 8],
  ]);
  expect(isInstalled(pool, 3)).toBe(true);
  expect(isInstalled(pool, 4)).toBe(false);
});

test.each([
  ["a", ["a-1-1", "a-3-1", "a-3-1"]],
  ["a = 3-1", ["a-3-1", "a-3-1"]],
  ["a < 2", ["a-1-1"]],
  // A provide without a version meets every version; installed packages count whatever their architecture.
  ["virtual >= 2", ["strange-1-1", "b-2-1", "a-3-1", "a-3-1"]],
  ["virtual", ["a-1-1", "strange-1-1", "b-2-1", "a-3-1", "a-3-1"]],
  ["/usr/bin/a", ["a-1-1"]],
  ["/bin/b", ["b-2-1"]],
  ["/usr/bin/unasked", []],
  ["missing", []],
  ["rpmlib(Rich) <= 4", ["system"]],
  ["(a with virtual)", ["a-1-1", "a-3-1", "a-3-1"]],
  ["(virtual without a)", ["strange-1-1", "b-2-1"]],
  ["(b or a < 2)", ["a-1-1", "b-2-1"]],
  ["(b if missing)", ["b-2-1"]],
  ["(missing if b else a < 2)", ["a-1-1"]],
] as const)("%s is provided by %j", (text, expected) => expect(providers(pool, text)).toEqual(expected));

test("restrict() hides packages until it is taken back", () => {
  const considered = new Uint8Array(pool.count).fill(1);
  considered[4] = 0;
  pool.providers.restrict(considered);
  expect(providers(pool, "b")).toEqual([]);
  pool.providers.restrict(undefined);
  expect(providers(pool, "b")).toEqual(["b-2-1"]);
});

test("colours tell which architectures stand side by side", () => {
  expect(coloursMatch(pool, 2, 5)).toBe(true);
  expect(coloursMatch(pool, 2, 6)).toBe(false);
  expect(coloursMatch(pool, 4, 6)).toBe(true);
});

test("packages are identical by name, version, architecture, vendor and what tells builds apart", () => {
  const twins = createPool({
    architecture: "x86_64",
    installed: tableOfPackages([
      made("a-1-1.noarch", { vendor: "V" }),
      { ...made("b-1-1.noarch"), buildTime: 5 },
      made("c-1-1.noarch", { requires: ["x"] }),
    ]),
    repositories: [
      {
        id: "r",
        table: tableOfPackages([
          made("a-1-1.noarch", { vendor: "W" }),
          { ...made("b-1-1.noarch"), buildTime: 5 },
          made("c-1-1.noarch", { requires: ["y"] }),
        ]),
      },
    ],
  });
  expect([isIdentical(twins, 2, 5), isIdentical(twins, 3, 6), isIdentical(twins, 4, 7)]).toEqual([false, true, false]);
});
