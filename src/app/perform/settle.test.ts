import { expect, test } from "vitest";
import { isDowngraded, kernelsOf, repositoriesOf } from "./settle.ts";

function arriving(...nevras: readonly string[]) {
  return nevras.map((nevra) => ({
    nevra,
    repository: "baseos",
    checksum: { algorithm: "sha256", hex: "00" },
    downloadBytes: 1,
  }));
}

test("kernels that arrive are told newest first, without their modules", () => {
  const packages = arriving(
    "kernel-core-5.14.0-570.12.1.el9_6.x86_64",
    "kernel-modules-core-5.14.0-570.12.1.el9_6.x86_64",
    "kernel-core-5.14.0-570.9.1.el9_6.x86_64",
    "kernel-rt-core-5.14.0-570.12.1.el9_6.x86_64",
    "bash-5.1.8-9.el9.x86_64",
  );
  expect(kernelsOf({ arriving: packages })).toEqual([
    "kernel-core-5.14.0-570.12.1.el9_6.x86_64",
    "kernel-rt-core-5.14.0-570.12.1.el9_6.x86_64",
    "kernel-core-5.14.0-570.9.1.el9_6.x86_64",
  ]);
});

test.each([
  ["sssd-common-2.9.6-4.el9.x86_64", "sssd-common-2.9.7-1.el9.x86_64", true],
  ["sssd-common-2.9.7-1.el9.x86_64", "sssd-common-2.9.6-4.el9.x86_64", false],
  ["sssd-client-2.9.6-4.el9.x86_64", "sssd-client-2.9.7-1.el9.x86_64", false],
])("%s for %s: a downgrade of sssd is %s", (comes, goes, downgraded) => {
  expect(isDowngraded({ arriving: arriving(comes), leaving: [goes] }, "sssd-common")).toBe(downgraded);
});

test("own repositories that packages come from are enabled, named ones keep their place, third parties' are left", () => {
  const repository = (id: string, kind: "own" | "named" | "other", settings: Record<string, string> = {}) => ({
    id,
    name: id,
    kind,
    settings,
  });
  const repositories = [
    repository("baseos", "own"),
    repository("extras", "own"),
    repository("crb", "named", { baseurl: "https://mirror.example.test/crb/" }),
    repository("epel", "other", { baseurl: "https://epel.example.test/" }),
  ];
  expect(repositoriesOf({ arriving: arriving("bash-5.1.8-9.el9.x86_64"), repositories })).toEqual({
    enable: ["baseos"],
    named: [{ id: "crb", baseurl: "https://mirror.example.test/crb/" }],
    known: ["baseos", "extras", "crb", "epel"],
  });
});
