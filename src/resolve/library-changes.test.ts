import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../test/support/made-host.ts";
import { runDistroSync } from "./distro-sync.ts";
import { libraryChanges } from "./library-changes.ts";

function changes(installed: readonly (MadePackage | string)[], target: readonly (MadePackage | string)[]) {
  return libraryChanges(runDistroSync(madePool(installed, { target }), { allowErasing: true }).result);
}

test("sonames and symbol versions that go with an upgrade are lost, others are not", () =>
  expect(
    changes(
      [
        {
          nevra: "openssl-libs-1.1-1.x86_64",
          provides: [
            "libssl.so.1.1()(64bit)",
            "libssl.so.1.1(OPENSSL_1_1_0)(64bit)",
            "openssl-fips = 1",
            "/usr/lib/x.so",
          ],
        },
        { nevra: "zlib-1-1.x86_64", provides: ["libz.so.1()(64bit)"] },
      ],
      [
        { nevra: "openssl-libs-3-1.x86_64", provides: ["libssl.so.3()(64bit)"] },
        { nevra: "zlib-2-1.x86_64", provides: ["libz.so.1()(64bit)"] },
      ],
    ),
  ).toEqual({ unmet: [], lost: ["libssl.so.1.1()(64bit)", "libssl.so.1.1(OPENSSL_1_1_0)(64bit)"] }));

test("what a package that stays requires and nobody provides is told; what is no library is not", () =>
  expect(
    changes(
      [
        {
          nevra: "shop-1-1.x86_64",
          requires: ["libold.so.2()(64bit)", "libold.so.2(OLD_2)(64bit)", "config(x)", "perl"],
        },
      ],
      [],
    ),
  ).toEqual({
    unmet: [
      { nevra: "shop-1-1.x86_64", requirement: "libold.so.2()(64bit)" },
      { nevra: "shop-1-1.x86_64", requirement: "libold.so.2(OLD_2)(64bit)" },
    ],
    lost: [],
  }));

test("a library that another package brings now is not lost", () =>
  expect(
    changes(
      [{ nevra: "libold-1-1.x86_64", provides: ["libold.so.2()(64bit)"] }],
      [{ nevra: "compat-2-1.x86_64", provides: ["libold.so.2()(64bit)"], obsoletes: ["libold < 2"] }],
    ),
  ).toEqual({ unmet: [], lost: [] }));
