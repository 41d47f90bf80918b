import { expect, test } from "vitest";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { installPackage } from "./support/build-package.ts";
import { withHost } from "./support/trial.ts";

test("class 26: a source that has no way to AlmaLinux is not planned at all", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    const release = 'NAME="Fedora Linux"\nID="fedora"\nVERSION_ID="41"\nPRETTY_NAME="Fedora Linux 41"\n';
    await host.must("rm -f /etc/os-release /etc/redhat-release /etc/centos-release");
    await host.writeFile("/etc/os-release", release);
    await untouched(async () => {
      const { exit, text } = await ferry("migrate", "--yes");
      expect([exit, text]).toEqual([BLOCKED, expect.stringMatching(/This is not a CentOS host/)]);
    });
  });
});

test("class 26: a plan that takes what the host cannot do without is stopped, and the package is named", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    await installPackage(host, { name: "grub2-shop-theme", preamble: ["Conflicts: almalinux-release"] });
    await untouched(async () => {
      const { exit, text } = await ferry("assess");
      expect(exit).toBe(BLOCKED);
      expect(text).toMatch(/F-0307 1 package would go that the host cannot do without seen grub2-shop-theme/);
      expect((await ferry("migrate", "--yes")).exit).toBe(BLOCKED);
    });
  });
});

test("class 26: repositories without the base system are no target", async () => {
  await withHost({}, async ({ lab, ferry, untouched }) => {
    await untouched(async () => {
      const place = "appstream=https://repo.almalinux.org/almalinux/9/AppStream/x86_64/os/";
      const { exit, text } = await ferry("assess", "--repo", place, "--gpg-key", lab.files.keys.alma);
      expect(exit).toBe(BLOCKED);
      expect(text).toMatch(/F-0321 The repositories lack \d+ packages of AlmaLinux 9's base system/);
    });
  });
});
