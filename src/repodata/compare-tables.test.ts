import { expect, test } from "vitest";
import { EQUAL } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import { compareTables } from "./compare-tables.ts";

function made(
  name: string,
  evr: string,
  provides: readonly string[] = [],
  requires: readonly string[] = [],
): InstalledPackage {
  const [version = "", release = ""] = evr.split("-");
  const plain = (text: string) => ({ name: text, flags: 0, evr: "" });
  return {
    name,
    epoch: 0,
    version,
    release,
    arch: "x86_64",
    dependencies: {
      provides: [{ name, flags: EQUAL, evr }, ...provides.map(plain)],
      requires: requires.map(plain),
    },
  };
}

test("compareTables() tells versions, packages and sonames of one side only", () => {
  const left = tableOfPackages([
    made("same", "1-1"),
    made("up", "1.0-1"),
    made("down", "2~rc1-1"),
    made("down", "1-9"),
    made("gone", "1-1", ["libgone.so.1()(64bit)", "libboth.so.2()(64bit)", "config(gone)"]),
    made("user", "1-1", [], ["libgone.so.1()(64bit)", "libgone.so.1(GONE_1.1)(64bit)"]),
  ]);
  const right = tableOfPackages([
    made("same", "1-1"),
    made("up", "1.0-2"),
    made("down", "1-9"),
    made("new", "1-1", ["libboth.so.2()(64bit)", "libnew.so()(64bit)"]),
    made("user", "1-1"),
  ]);
  expect(compareTables(left, right)).toEqual({
    equal: false,
    packages: { left: 6, right: 5 },
    same: 2,
    newer: [{ package: "up.x86_64", left: "1.0-1", right: "1.0-2" }],
    older: [{ package: "down.x86_64", left: "2~rc1-1", right: "1-9" }],
    onlyLeft: ["gone-1-1.x86_64"],
    onlyRight: ["new-1-1.x86_64"],
    sonames: {
      onlyLeft: [{ name: "libgone.so.1()(64bit)", neededBy: 1 }],
      onlyRight: [{ name: "libnew.so()(64bit)", neededBy: 0 }],
    },
  });
  expect(compareTables(left, left).equal).toBe(true);
});
