import { expect, test } from "vitest";
import { EQUAL } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import { completeDependencies } from "./known-dependencies.ts";
import { missingPaths } from "./missing-paths.ts";

const named = (name: string, version = "1"): InstalledPackage => ({
  name,
  epoch: 0,
  version,
  release: "1",
  arch: "noarch",
});
const plain = (name: string) => ({ name, flags: 0, evr: "" });
const repository = tableOfPackages([
  { ...named("known"), dependencies: { provides: [plain("known")], requires: [plain("libc"), plain("/usr/share/x")] } },
  { ...named("other", "2"), dependencies: { requires: [plain("/usr/bin/sh"), plain("known"), plain("(a if b)")] } },
  { ...named("owner"), files: ["/usr/bin/sh"], dependencies: { requires: [plain("/usr/share/y")] } },
]);

test("completeDependencies() leaves packages alone that tell their dependencies", () => {
  const packages = [{ ...named("a"), dependencies: {} }];
  expect(completeDependencies(packages, [repository])).toEqual({ packages, unknown: 0, assumed: 0 });
});

test("completeDependencies() takes those of the same NEVRA, and says what it had to assume", () => {
  const completed = completeDependencies([named("known"), named("other", "1"), named("glibc")], [repository]);
  const [known, other, glibc] = completed.packages;
  expect(known?.dependencies?.requires).toEqual([plain("libc"), plain("/usr/share/x")]);
  expect(other?.dependencies).toEqual({ provides: [{ name: "other", flags: EQUAL, evr: "1-1" }] });
  expect(glibc?.dependencies?.provides?.map(({ name }) => name)).toEqual([
    "glibc",
    "libc",
    "/usr/share/x",
    "/usr/share/y",
  ]);
  expect(completed).toMatchObject({ unknown: 2, assumed: 3 });
});

test.each([
  [["known"], ["/usr/share/x"]],
  [["other"], []],
  [
    ["owner", "known"],
    ["/usr/share/x", "/usr/share/y"],
  ],
  [["nobody"], []],
])("missingPaths() of %j is %j", (names, expected) => {
  expect(missingPaths([repository], new Set(names))).toEqual(expected);
});
