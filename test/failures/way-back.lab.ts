import { expect, test } from "vitest";
import { HOST_FAILED } from "../../src/app/exit-code.ts";
import { withHost } from "./support/trial.ts";

test("class 32: a package that cannot be installed takes the host back to its restore point, whole", async () => {
  await withHost({ disk: "4G" }, async ({ host, ferry, untouched }) => {
    const configuration = "find /etc -xdev -type f ! -name ld.so.cache -print0 | sort -z | xargs -0 sha256sum";
    const before = await host.must(configuration);
    await host.must("touch /run/lab/fail-pre");
    await untouched(async () => {
      const { exit, text } = await ferry("migrate", "--yes", "--rehearsal", "off");
      expect([exit, text]).toEqual([HOST_FAILED, expect.stringMatching(/rolled back and verified.*site-hooks/)]);
      expect(text).toMatch(/every hash/);
    });
    expect(await host.must(configuration)).toBe(before);
    expect(await host.must("cat /etc/redhat-release")).toMatch(/^CentOS Stream/);
  });
});
