import { expect, test } from "vitest";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import { compareLibraries } from "./compare-libraries.ts";
import { tablePackage } from "./test-support/table-package.ts";

const one = "libssl.so.1.1()(64bit)";
const oneSymbols = "libssl.so.1.1(OPENSSL_1_1_0)(64bit)";

test("compareLibraries() tells who needs a library that is gone, and what came in its place", () => {
  const left = tableOfPackages([
    tablePackage("openssl-libs-1.1-1.x86_64", { source: "openssl", provides: [one, oneSymbols] }),
    tablePackage("openssl-1.1-1.x86_64", { source: "openssl", requires: [one] }),
    tablePackage("nginx-1-1.x86_64", { source: "nginx", requires: [one, oneSymbols] }),
    tablePackage("shop-1-1.x86_64", { source: "shop", requires: [oneSymbols, "libc.so.6(GLIBC_2.28)(64bit)"] }),
    tablePackage("browser-1-1.x86_64", { provides: ["libxul.so()(64bit)"], requires: ["libxul.so()(64bit)"] }),
  ]);
  const right = tableOfPackages([
    tablePackage("openssl-libs-3.0-1.x86_64", { provides: ["libssl.so.3()(64bit)", "libssl.so.2.9()(64bit)"] }),
    tablePackage("openssl-3.0-1.x86_64"),
    tablePackage("nginx-1-2.x86_64", { requires: ["libssl.so.3()(64bit)", oneSymbols] }),
  ]);
  const need = { there: true, needsItThere: false, sameSource: false };
  const { onlyLeft, onlyRight, breaks, elsewhere } = compareLibraries(left, right);
  expect(onlyLeft).toEqual([
    {
      library: one,
      gone: true,
      missing: [
        { name: one, neededBy: 2 },
        { name: oneSymbols, neededBy: 2 },
      ],
      providers: ["openssl-libs.x86_64"],
      source: "openssl",
      neededBy: [
        { ...need, package: "nginx.x86_64", needsItThere: true },
        { ...need, package: "openssl.x86_64", sameSource: true },
        { ...need, package: "shop.x86_64", there: false },
      ],
      successor: { library: "libssl.so.3()(64bit)", providers: ["openssl-libs.x86_64"] },
    },
    {
      library: "libxul.so()(64bit)",
      gone: true,
      missing: [{ name: "libxul.so()(64bit)", neededBy: 0 }],
      providers: ["browser.x86_64"],
      source: "browser",
      neededBy: [],
    },
  ]);
  expect(onlyRight.map(({ library }) => library)).toEqual(["libssl.so.2.9()(64bit)", "libssl.so.3()(64bit)"].reverse());
  expect(breaks.left).toEqual([
    { package: "nginx.x86_64", evr: "1-1", there: true, missing: [one, oneSymbols] },
    { package: "openssl.x86_64", evr: "1.1-1", there: true, missing: [one] },
    { package: "shop.x86_64", evr: "1-1", there: false, missing: [oneSymbols] },
  ]);
  expect(breaks.right).toEqual([
    { package: "nginx.x86_64", evr: "1-2", there: true, missing: ["libssl.so.3()(64bit)"] },
  ]);
  expect(elsewhere).toEqual({ left: 1, right: 0 });
});

test("a library that is there without some versions of its symbols is not gone", () => {
  const left = tableOfPackages([
    tablePackage("glibc-2.34-1.x86_64", {
      provides: ["libc.so.6()(64bit)", "libc.so.6(GLIBC_2.28)(64bit)", "libc.so.6(GLIBC_2.34)(64bit)"],
    }),
    tablePackage("new-1-1.x86_64", { requires: ["libc.so.6(GLIBC_2.34)(64bit)", "libc.so.6()(64bit)"] }),
    tablePackage("old-1-1.x86_64", { requires: ["libc.so.6(GLIBC_2.28)(64bit)", "libc.so.6()(64bit)"] }),
  ]);
  const right = tableOfPackages([
    tablePackage("glibc-2.28-1.x86_64", { provides: ["libc.so.6()(64bit)", "libc.so.6(GLIBC_2.28)(64bit)"] }),
  ]);
  const { onlyLeft, onlyRight } = compareLibraries(left, right);
  expect(onlyLeft).toMatchObject([
    {
      library: "libc.so.6()(64bit)",
      gone: false,
      missing: [{ name: "libc.so.6(GLIBC_2.34)(64bit)", neededBy: 1 }],
      neededBy: [{ package: "new.x86_64" }],
    },
  ]);
  expect(onlyRight).toEqual([]);
});

test("more sonames than any repository has are refused", () => {
  const table = tableOfPackages([tablePackage("a-1-1.x86_64", { provides: ["a.so.1", "b.so.1"], requires: ["c.so"] })]);
  expect(() => compareLibraries(table, table, 2)).toThrow(/its packages name 3 sonames; at most 2 are compared/);
  expect(compareLibraries(table, table, 3).onlyLeft).toEqual([]);
});

test("32 and 64 bits are two libraries", () => {
  const left = tableOfPackages([
    tablePackage("zlib-1-1.i686", { provides: ["libz.so.1", "libz.so.1(ZLIB_1.2)"] }),
    tablePackage("zlib-1-1.x86_64", { provides: ["libz.so.1()(64bit)", "libz.so.1(ZLIB_1.2)(64bit)"] }),
    tablePackage("wine-1-1.i686", { requires: ["libz.so.1"] }),
  ]);
  const right = tableOfPackages([
    tablePackage("zlib-1-1.x86_64", { provides: ["libz.so.1()(64bit)", "libz.so.1(ZLIB_1.2)(64bit)"] }),
  ]);
  expect(compareLibraries(left, right).onlyLeft).toMatchObject([
    { library: "libz.so.1", gone: true, neededBy: [{ package: "wine.i686", there: false }] },
  ]);
});

test("of several builds that need a library the newest is told, once", () => {
  const left = tableOfPackages([
    tablePackage("lib-1-1.x86_64", { provides: ["liba.so.1()(64bit)"] }),
    tablePackage("app-2-1.x86_64", { requires: ["liba.so.1()(64bit)"] }),
    tablePackage("app-10-1.x86_64", { requires: ["liba.so.1()(64bit)", "liba.so.1()(64bit)"] }),
  ]);
  const { breaks } = compareLibraries(left, tableOfPackages([]));
  expect(breaks.left).toEqual([{ package: "app.x86_64", evr: "10-1", there: false, missing: ["liba.so.1()(64bit)"] }]);
});
