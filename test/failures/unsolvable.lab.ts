import { expect, test } from "vitest";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { installPackage } from "./support/build-package.ts";
import { withHost } from "./support/trial.ts";

test("class 1: what cannot be solved stops the host while it has its release packages", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    const httpd = (await host.must("rpm -q --qf '%{version}-%{release}' httpd")).trim();
    await installPackage(host, { name: "shop-pin", preamble: [`Requires: httpd = ${httpd}`] });
    await untouched(async () => {
      const assessed = await ferry("assess");
      expect(assessed.exit).toBe(BLOCKED);
      expect(assessed.text).toMatch(/shop-pin-1\.0-1\.noarch/);
      const moved = await ferry("migrate", "--yes");
      expect(moved.exit).toBe(BLOCKED);
      expect(moved.text).toMatch(/shop-pin/);
    });
    expect(await host.must("rpm -q centos-stream-release centos-stream-repos && dnf -q repolist")).toContain("baseos");
  });
});
