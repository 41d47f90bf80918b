import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { libraryStem, parseSoname, wholeLibrary } from "./soname.ts";

test.each([
  ["libc.so.6(GLIBC_2.34)(64bit)", "libc.so.6", "GLIBC_2.34", "64bit", "libc.so.6()(64bit)"],
  ["libz.so.1()(64bit)", "libz.so.1", "", "64bit", "libz.so.1()(64bit)"],
  ["libz.so.1", "libz.so.1", "", "", "libz.so.1"],
  ["libz.so.1(ZLIB_1.2.9)", "libz.so.1", "ZLIB_1.2.9", "", "libz.so.1"],
  ["libdb-5.3.so()(64bit)", "libdb-5.3.so", "", "64bit", "libdb-5.3.so()(64bit)"],
])("parseSoname() reads %s", (text, library, symbolVersion, wordSize, whole) => {
  expect(parseSoname(text)).toEqual({ library, symbolVersion, wordSize });
  expect(wholeLibrary({ library, symbolVersion, wordSize })).toBe(whole);
});

test.each([
  "zlib",
  "perl(Foo.so)",
  "/usr/lib64/libz.so.1",
  "rtld(GNU_HASH)",
  "libz.so.1 = 2",
  "pkgconfig(a.so)",
  ".so",
])("parseSoname() takes %s for no library", (text) => expect(parseSoname(text)).toBeUndefined());

test.each([
  ["libssl.so.10()(64bit)", "libssl.so.3()(64bit)", true],
  ["libdb-4.7.so()(64bit)", "libdb-5.3.so()(64bit)", true],
  ["libboost_regex.so.1.53.0()(64bit)", "libboost_regex.so.1.75.0()(64bit)", true],
  ["libssl.so.10", "libssl.so.3()(64bit)", false],
  ["libicuuc.so.50()(64bit)", "libicui18n.so.50()(64bit)", false],
])("libraryStem() of %s and %s is the same: %s", (left, right, same) => {
  const stem = (text: string) => libraryStem(parseSoname(text) ?? { library: "", symbolVersion: "", wordSize: "" });
  expect(stem(left) === stem(right)).toBe(same);
});

test("parseSoname() takes any text, in time", () => {
  assert(
    property(string({ unit: "binary", maxLength: 200 }), (text) => {
      const found = parseSoname(`${text}.so.1`);
      if (found !== undefined) expect(found.library).toBe(`${text}.so.1`);
    }),
  );
  expect(parseSoname(`${".so".repeat(100_000)}(`)).toBeUndefined();
});
