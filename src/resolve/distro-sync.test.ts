import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../test/support/made-host.ts";
import { distroSync } from "./distro-sync.ts";
import type { DistroSyncOptions } from "./distro-sync-options.ts";
import type { PackageTransaction } from "./resolution.ts";

type Packages = readonly (MadePackage | string)[];

function sync(installed: Packages, target: Packages, options: DistroSyncOptions = {}) {
  return distroSync(madePool(installed, { target }), options);
}

/** One line per package, in the form `verb NEVRA`. */
function linesOf(transaction: PackageTransaction): string[] {
  return [
    ...transaction.install.map(({ nevra, reason }) => `install ${nevra} (${reason})`),
    ...transaction.upgrade.map(({ from, to }) => `upgrade ${from} ${to.nevra}`),
    ...transaction.downgrade.map(({ from, to }) => `downgrade ${from} ${to.nevra}`),
    ...transaction.reinstall.map(({ nevra }) => `reinstall ${nevra}`),
    ...transaction.obsolete.map(({ old, by }) => `obsolete ${old} ${by.join(" ")}`),
    ...transaction.remove.map(({ nevra, why }) => `remove ${nevra}: ${why}`),
  ];
}

function solved(installed: Packages, target: Packages, options?: DistroSyncOptions): string[] {
  const resolution = sync(installed, target, options);
  if (resolution.kind !== "solved") throw new Error(JSON.stringify(resolution));
  return linesOf(resolution.transaction);
}

function problems(installed: Packages, target: Packages, options?: DistroSyncOptions) {
  const resolution = sync(installed, target, options);
  if (resolution.kind !== "problems") throw new Error(JSON.stringify(resolution));
  const { transaction } = resolution;
  return { problems: resolution.problems, lines: transaction === undefined ? [] : linesOf(transaction) };
}

test("what is older goes up, what is newer goes down, what is the same stays", () =>
  expect(
    solved(
      ["old-1-1.x86_64", "new-3-1.noarch", "same-1-1.x86_64", "other-1-1.x86_64"],
      ["old-2-1.x86_64", "old-3-1.x86_64", "new-2-1.noarch", "same-1-1.x86_64"],
    ),
  ).toEqual(["upgrade old-1-1.x86_64 old-3-1.x86_64", "downgrade new-3-1.noarch new-2-1.noarch"]));

test("the same NEVRA from another vendor is a reinstallation", () =>
  expect(
    solved([{ nevra: "a-1-1.x86_64", vendor: "CentOS" }], [{ nevra: "a-1-1.x86_64", vendor: "AlmaLinux" }]),
  ).toEqual(["reinstall a-1-1.x86_64"]));

test("what a new package requires and recommends comes with it", () => {
  const target: Packages = [
    { nevra: "a-2-1.x86_64", requires: ["lib >= 2"], recommends: ["nice"] },
    "lib-2-1.x86_64",
    "nice-1-1.noarch",
    "unrelated-1-1.noarch",
  ];
  const wanted = ["install lib-2-1.x86_64 (dependency)", "upgrade a-1-1.x86_64 a-2-1.x86_64"];
  expect(solved(["a-1-1.x86_64"], target)).toEqual([
    "install lib-2-1.x86_64 (dependency)",
    "install nice-1-1.noarch (weak)",
    "upgrade a-1-1.x86_64 a-2-1.x86_64",
  ]);
  expect(solved(["a-1-1.x86_64"], target, { installWeakDependencies: false })).toEqual(wanted);
});

test("a weak dependency that already was unmet is not installed now", () =>
  expect(
    solved(
      [{ nevra: "a-1-1.x86_64", recommends: ["nice"] }],
      [{ nevra: "a-2-1.x86_64", recommends: ["nice"] }, "nice-1-1.noarch"],
    ),
  ).toEqual(["upgrade a-1-1.x86_64 a-2-1.x86_64"]));

test("an obsolete package is replaced by what obsoletes it", () =>
  expect(
    solved(
      ["old-1-1.x86_64", { nevra: "user-1-1.noarch", requires: ["old"] }],
      [{ nevra: "new-1-1.x86_64", provides: ["old = 2"], obsoletes: ["old < 2"] }],
    ),
  ).toEqual(["install new-1-1.x86_64 (user)", "obsolete old-1-1.x86_64 new-1-1.x86_64"]));

test("a package of the host that stands in the way is a problem, or goes when it may", () => {
  const installed: Packages = ["lib-1-1.x86_64", { nevra: "thirdparty-1-1.x86_64", requires: ["lib = 1-1"] }];
  const without = problems(installed, ["lib-2-1.x86_64"]);
  expect(without.problems).toHaveLength(1);
  expect(without.problems[0]?.because).toContain(
    "package thirdparty-1-1.x86_64 requires lib = 1-1, but none of the providers can be installed",
  );
  expect(without.problems[0]?.choices).toContain("remove thirdparty-1-1.x86_64");
  expect(solved(installed, ["lib-2-1.x86_64"], { allowErasing: true })).toEqual([
    "upgrade lib-1-1.x86_64 lib-2-1.x86_64",
    expect.stringMatching(/^remove thirdparty-1-1.x86_64: package thirdparty-1-1.x86_64 .*requires lib = 1-1/),
  ]);
});

test("problems come in the order and words of dnf 4", () => {
  const resolution = sync(
    [
      "a-1-1.noarch",
      "lib-1-1.noarch",
      { nevra: "tp-1-1.noarch", requires: ["lib = 1"] },
      "x-1-1.noarch",
      "y-1-1.noarch",
    ],
    [
      "a-2-1.noarch",
      { nevra: "a-3-1.noarch", requires: ["missing"] },
      "lib-2-1.noarch",
      { nevra: "x-2-1.noarch", conflicts: ["y"] },
      { nevra: "y-2-1.noarch", requires: ["y2"] },
      "y2-1-1.noarch",
    ],
  );
  // What dnf 4.14.0 prints for these packages.
  expect(resolution.kind === "problems" && resolution.problems.map(({ because }) => because)).toEqual([
    [
      "cannot install the best update candidate for package a-1-1.noarch",
      "nothing provides missing needed by a-3-1.noarch",
    ],
    [
      "package tp-1-1.noarch requires lib = 1, but none of the providers can be installed",
      "lib-1-1.noarch does not belong to a distupgrade repository",
      "problem with installed package tp-1-1.noarch",
    ],
    [
      "package x-2-1.noarch conflicts with y provided by y-2-1.noarch",
      "cannot install the best update candidate for package y-1-1.noarch",
      "cannot install the best update candidate for package x-1-1.noarch",
    ],
    [
      "package x-2-1.noarch conflicts with y provided by y-2-1.noarch",
      "problem with installed package y-1-1.noarch",
      "problem with installed package x-1-1.noarch",
      "y-1-1.noarch does not belong to a distupgrade repository",
      "x-1-1.noarch does not belong to a distupgrade repository",
    ],
  ]);
});

test("protected packages are neither removed nor obsoleted", () => {
  const installed: Packages = ["lib-1-1.x86_64", { nevra: "dnf-1-1.noarch", requires: ["lib = 1-1"] }];
  expect(problems(installed, ["lib-2-1.x86_64"], { allowErasing: true }).problems).toHaveLength(1);
  const obsoleted = problems(["dnf-1-1.noarch"], [{ nevra: "dnf5-1-1.noarch", obsoletes: ["dnf < 5"] }]);
  expect(obsoleted.problems[0]?.because).toEqual([
    "The operation would result in removing the following protected packages: dnf",
  ]);
});

test("what obsoletes a package of another architecture beside others is no part of its split", () => {
  const installed: Packages = ["old-devel-1-1.i686", "common-1-1.noarch", "devel-1-1.x86_64"];
  const target: Packages = [
    { nevra: "common-2-1.noarch", obsoletes: ["old-devel"] },
    { nevra: "devel-2-1.x86_64", obsoletes: ["old-devel"], requires: ["missing"] },
    "devel-1-1.x86_64",
  ];
  expect(solved(installed, target, { best: false })).toEqual([
    "upgrade common-1-1.noarch common-2-1.noarch",
    "obsolete old-devel-1-1.i686 common-2-1.noarch",
  ]);
});

test("what an interrupted update left of a protected package goes with the next one", () =>
  expect(solved(["dnf-1-1.noarch", "dnf-2-1.noarch"], ["dnf-3-1.noarch"])).toEqual([
    "upgrade dnf-1-1.noarch dnf-3-1.noarch",
    "obsolete dnf-2-1.noarch dnf-3-1.noarch",
  ]));

test("only the best will do, unless best is off", () => {
  const target: Packages = ["a-2-1.x86_64", { nevra: "a-3-1.x86_64", requires: ["missing"] }];
  expect(problems(["a-1-1.x86_64"], target).problems[0]?.because).toContain(
    "nothing provides missing needed by a-3-1.x86_64",
  );
  expect(solved(["a-1-1.x86_64"], target, { best: false })).toEqual(["upgrade a-1-1.x86_64 a-2-1.x86_64"]);
});

test.each([
  [{ excludes: ["a"] }, []],
  [{ repositoryExcludes: { target: ["a-3*"] } }, ["upgrade a-1-1.x86_64 a-2-1.x86_64"]],
  [{ repositoryExcludes: { elsewhere: ["a*"] } }, ["upgrade a-1-1.x86_64 a-3-1.x86_64"]],
] as const)("with %j", (options, expected) =>
  expect(solved(["a-1-1.x86_64"], ["a-2-1.x86_64", "a-3-1.x86_64"], options)).toEqual(expected),
);

function kernels(...versions: readonly number[]): MadePackage[] {
  return versions.map((version) => ({
    nevra: `kernel-core-${version}-1.x86_64`,
    provides: ["installonlypkg(kernel)"],
  }));
}

const tooMany = "more versions of kernel-core would be installed than may stay side by side";

test("kernels stand side by side up to the limit; the oldest goes, but never the running one", () => {
  expect(solved(kernels(1, 2), kernels(3))).toEqual(["install kernel-core-3-1.x86_64 (user)"]);
  expect(solved(kernels(1, 2, 3), kernels(4))).toEqual([
    "install kernel-core-4-1.x86_64 (user)",
    `remove kernel-core-1-1.x86_64: ${tooMany}`,
  ]);
  // What is to be installed counts before what is, even when it is older: dnf 4.14 says so.
  expect(solved(kernels(3, 4, 5), kernels(2))).toEqual([
    "install kernel-core-2-1.x86_64 (user)",
    `remove kernel-core-3-1.x86_64: ${tooMany}`,
  ]);
  expect(solved(kernels(1, 2, 3), kernels(4), { runningKernel: "1-1.x86_64" })).toEqual([
    "install kernel-core-4-1.x86_64 (user)",
    `remove kernel-core-2-1.x86_64: ${tooMany}`,
  ]);
  expect(solved(kernels(1, 2, 3), kernels(4), { installonlyLimit: 0 })).toEqual([
    "install kernel-core-4-1.x86_64 (user)",
  ]);
});

test("named packages are installed and removed in the same transaction", () =>
  expect(
    solved(["centos-release-8-1.noarch"], ["almalinux-release-8-1.noarch"], {
      install: ["almalinux-release"],
      erase: [{ name: "centos-release", why: "The target has its own" }],
    }),
  ).toEqual([
    "install almalinux-release-8-1.noarch (user)",
    "remove centos-release-8-1.noarch: The target has its own",
  ]));

test("of two architectures each goes to its own", () =>
  expect(solved(["a-1-1.x86_64", "a-1-1.i686"], ["a-2-1.i686", "a-2-1.x86_64", "a-3-1.aarch64"])).toEqual([
    "upgrade a-1-1.i686 a-2-1.i686",
    "upgrade a-1-1.x86_64 a-2-1.x86_64",
  ]));

test("the run that needs more conflicts than allowed says so", () =>
  expect(
    sync(["lib-1-1.x86_64", { nevra: "user-1-1.x86_64", requires: ["lib = 1-1"] }], ["lib-2-1.x86_64"], {
      conflictLimit: 0,
    }),
  ).toEqual({ kind: "gave-up", conflicts: expect.any(Number) }));

test("a second run on the same pool gives the same", () => {
  const pool = madePool(["a-1-1.x86_64"], { target: ["a-2-1.x86_64", "a-3-1.x86_64"] });
  const first = distroSync(pool, {});
  distroSync(pool, { excludes: ["a"], allowErasing: true });
  expect(distroSync(pool, {})).toEqual(first);
});

test("what an interrupted update left beside the newer build is replaced too, and told", () =>
  expect(solved(["a-1-1.x86_64", "a-2-1.x86_64"], ["a-3-1.x86_64"])).toEqual([
    "upgrade a-1-1.x86_64 a-3-1.x86_64",
    "obsolete a-2-1.x86_64 a-3-1.x86_64",
  ]));

test("with includes only what they name is taken from a repository; excludes of all hide installed packages too", () => {
  const installed = ["a-1-1.noarch", "b-1-1.noarch", "c-1-1.noarch"];
  const target = ["a-2-1.noarch", "b-2-1.noarch", "c-2-1.noarch"];
  expect(solved(installed, target, { repositoryIncludes: { target: ["a", "b*"] } })).toEqual([
    "upgrade a-1-1.noarch a-2-1.noarch",
    "upgrade b-1-1.noarch b-2-1.noarch",
  ]);
  expect(solved(installed, target, { includes: ["[ab]"], excludes: ["b"] })).toEqual([
    "upgrade a-1-1.noarch a-2-1.noarch",
  ]);
});

test("an old kernel that goes does not come back from a repository, but with a libdnf that let it", () => {
  const kernel = (release: number) => ({
    nevra: `kernel-core-5-${release}.x86_64`,
    provides: ["installonlypkg(kernel)"],
  });
  const sync2 = (unusedInstallonlyMayCome: boolean) =>
    solved([kernel(1), kernel(2)], [kernel(1), kernel(3)], { installonlyLimit: 2, unusedInstallonlyMayCome });
  expect(sync2(false).filter((line) => line.startsWith("install"))).toEqual(["install kernel-core-5-3.x86_64 (user)"]);
  expect(sync2(true)).toEqual(expect.arrayContaining(["install kernel-core-5-3.x86_64 (user)"]));
});
