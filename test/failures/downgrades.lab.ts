import { expect, test } from "vitest";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { installPackage } from "./support/build-package.ts";
import { withHost } from "./support/trial.ts";

test("classes 3 and 4: a database whose series goes back stops the host; sssd's cache is told of", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    await host.must("rpm -e --nodeps redis");
    await installPackage(host, { name: "redis", version: "99.2" });
    await untouched(async () => {
      const { exit, text } = await ferry("assess");
      expect(exit).toBe(BLOCKED);
      expect(text).toMatch(/F-0308 Redis goes back from 99\.2 to \d/);
      expect(text).toMatch(/F-0308 SSSD goes back from .* Ferry sees to it: the caches are moved aside/);
      const moved = await ferry("migrate", "--yes");
      expect(moved.exit).toBe(BLOCKED);
      expect(moved.text).toMatch(/F-0308 Redis goes back/);
    });
  });
});
