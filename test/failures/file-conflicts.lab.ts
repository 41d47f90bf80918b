import { join } from "node:path";
import { expect, test } from "vitest";
import type { Lab } from "../../lab/lab.ts";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { installPackage } from "./support/build-package.ts";
import { withHost } from "./support/trial.ts";

test("class 24: programs of two packages that clash are found off the host", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    // s-nail takes mailx's place, and brings a program that mailx did not have.
    await installPackage(host, { name: "shop-mail", files: ["/usr/bin/s-nail"] });
    await untouched(async () => {
      const { exit, text } = await ferry("assess");
      expect(exit).toBe(BLOCKED);
      expect(text).toMatch(/F-0309 1 file of shop-mail would be overwritten by s-nail/);
      expect(text).toMatch(/shop-mail-1\.0-1\.noarch stays, s-nail-\S+ comes, and both own \/usr\/bin\/s-nail/);
    });
  });
});

test("class 24: a clash elsewhere is found by rpm's test, before the first change", async () => {
  await withHost({}, async ({ lab, host, ferry, untouched }) => {
    // A file of the kernel that arrives: neither a program nor below /etc, so no facts tell of it.
    const list = await lab.exec("sh", [
      "-c",
      'rpm -qlp --nosignature $(find "$1" -name "kernel-core-*.rpm" | head -n 1)',
      "sh",
      kernels(lab),
    ]);
    const path = list.stdout.split("\n").find((line) => line.endsWith("/vmlinuz"));
    expect(path).toMatch(/^\/(usr\/)?lib\/modules\//);
    await installPackage(host, { name: "shop-module", files: [path ?? ""] });
    await untouched(async () => {
      const { exit, text } = await ferry("migrate", "--yes", "--rehearsal", "off");
      expect([exit, text]).toEqual([
        BLOCKED,
        expect.stringMatching(/kernel-core-\S+ conflicts with file from package shop-module/),
      ]);
    });
  });
});

function kernels({ files }: Lab): string {
  return join(files.www, "repo.almalinux.org/almalinux/9/BaseOS");
}
