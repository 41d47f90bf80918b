import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FactError } from "./fact-error.ts";
import { Facts } from "./facts.ts";
import { compareNumbers, parseOwnSoftware } from "./own-software.ts";
import { factsOf } from "./read-facts.ts";

const answer = [
  "elf64\t/opt/shop/bin/shopd\tlibssl.so.1.1 libc.so.6 GLIBC_2.2.5 GLIBC_2.28 GLIBC_2.9 libodd.so. nothing",
  "elf64\t/opt/shop/lib/libc.so.6\tGLIBC_2.40 libc.so.6",
  "unread32\t/usr/local/bin/big\t",
  "script\t/usr/local/bin/report\t3.6",
  "script\t/usr/local/bin/old\t",
  "venv\t/srv/web/venv\t3.6.8\t/usr/bin",
  "venv\t/srv/odd\t-\t-",
  "module\t/usr/local/lib/python3.6/site-packages/requests-2.27.1.dist-info",
  "module\t/usr/local/lib64/perl5/auto/Moo/.packlist",
  "module\t/usr/local/lib/node_modules/yarn",
  "module\t/usr/lib64/php/modules/redis.so",
  "module\t/usr/local/share/gems/specifications/rake-13.gemspec",
].join("\n");

test("an answer is read, and the highest version of glibc counts", () => {
  const read = parseOwnSoftware(`${answer}\nlimit\ttime\nend\n`);
  expect(read.limits).toEqual(["time"]);
  expect(read.programs).toEqual([
    { path: "/opt/shop/bin/shopd", bits: 64, unread: false, glibc: "2.28", libraries: ["libc.so.6", "libssl.so.1.1"] },
    // a glibc in a bundle names what it provides
    { path: "/opt/shop/lib/libc.so.6", bits: 64, unread: false, libraries: [] },
    { path: "/usr/local/bin/big", bits: 32, unread: true, libraries: [] },
  ]);
  expect(read.scripts.map(({ version }) => version)).toEqual(["", "3.6"]);
  expect(read.environments).toEqual([
    { path: "/srv/odd" },
    { path: "/srv/web/venv", version: "3.6", home: "/usr/bin" },
  ]);
  expect(read.modules.map(({ kind, version }) => [kind, version])).toEqual([
    ["php", undefined],
    ["npm", undefined],
    ["pip", "3.6"],
    ["perl", undefined],
    ["gem", undefined],
  ]);
});

test("an answer that was cut is read as far as it goes, and says that it is not all", () => {
  const text = `${answer}\n`;
  const { ownSoftware } = factsOf(new Map([["own-software", { kind: "output", text, truncated: true }]]));
  expect(ownSoftware).toMatchObject({ kind: "known", value: { limits: ["answer"] } });
});

test.each(["limit\tnonsense\nend", "elf64\trelative\t\nend", "other\t/opt/a\nend", "module\t/opt/a\nend"])(
  "%j is refused",
  (text) => {
    expect(() => parseOwnSoftware(text)).toThrow(FactError);
  },
);

test.each([
  ["2.9", "2.28", -1],
  ["2.28", "2.28", 0],
  ["2.28.1", "2.28", 1],
  ["3", "2.34", 1],
] as const)("compareNumbers() ranks %s against %s as %i", (left, right, expected) => {
  expect(Math.sign(compareNumbers(left, right))).toBe(expected);
});

test("any answer is read or refused, and what is read fits its schema", () => {
  const kind = fc.constantFrom("elf32", "elf64", "unread64", "script", "venv", "module", "limit", "end", "");
  const field = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("/opt/a", "/a/node_modules/b", "time", "GLIBC_2.28 libz.so.1", "3.6"),
  );
  const line = fc.tuple(kind, fc.array(field, { maxLength: 4 })).map(([first, rest]) => [first, ...rest].join("\t"));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(line).map((lines) => lines.join("\n")),
        fc.string({ unit: "binary" }),
      ),
      (text) => {
        try {
          const value = parseOwnSoftware(text);
          expect(Facts.shape.ownSoftware.parse({ kind: "known", value })).toEqual({ kind: "known", value });
        } catch (error) {
          expect(error).toBeInstanceOf(FactError);
        }
      },
    ),
  );
});
