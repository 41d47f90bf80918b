import { expect, test } from "vitest";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { withHost } from "./support/trial.ts";

test("class 18: a third party's repository that names no key is found", async () => {
  await withHost({}, async ({ host, ferry }) => {
    await host.must("sed -i /^gpgkey/d /etc/yum.repos.d/epel.repo");
    const { text } = await ferry("assess");
    expect(text).toMatch(/F-0313 1 repository names no key for its packages: epel/);
  });
});

test("class 18: a package that another key has signed is refused before the first change", async () => {
  await withHost({}, async ({ lab, ferry, untouched }) => {
    await lab.mirror.setFaults([
      {
        kind: "other-file",
        match: "^repo\\.almalinux\\.org/almalinux/9/BaseOS/",
        serve: "repo.almalinux.org/.variants/rogue/almalinux/9/BaseOS/",
      },
    ]);
    await untouched(async () => {
      const { exit, text } = await ferry("migrate", "--yes", "--rehearsal", "off");
      expect([exit, text]).toEqual([BLOCKED, expect.stringMatching(/sign|key/i)]);
    });
  });
});
