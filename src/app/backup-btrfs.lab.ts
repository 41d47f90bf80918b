import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { startLab, whyNoLab } from "../../lab/lab.ts";

const why = whyNoLab();
const ferry = join(import.meta.dirname, "../../bin/ferry");
const release = "centos-stream-9";

/** btrfs-progs of this machine with its libraries, for a host whose distribution has none: EL8 to EL10 have none. */
function btrfsProgram(folder: string): string {
  const program = "/usr/bin/btrfs";
  const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/=> (\S*\/lib(?!c\.)\S+)/g);
  for (const path of [program, ...Array.from(libraries, ([, library]) => library!)])
    copyFileSync(path, join(folder, basename(path)));
  return `printf '#!/bin/sh\\nLD_LIBRARY_PATH=/mnt/btrfs exec /mnt/btrfs/btrfs "$@"\\n' >/usr/sbin/btrfs && chmod 755 /usr/sbin/btrfs`;
}

/** Packages, and what all their files and the data hold. */
const READ = `
rpm -qa | LC_ALL=C sort
find /etc /usr /boot /srv /var/lib/rpm -xdev -type f -not -name '*-shm' -not -name '*-wal' -not -path '/usr/share/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
`;

test.skipIf(why !== undefined)(
  `a host on btrfs goes back to its snapshot at its next boot, and then the snapshot can go${why === undefined ? "" : ` (not run: ${why})`}`,
  async () => {
    await using lab = await startLab();
    const [state, tools] = [mkdtempSync(join(tmpdir(), "ferry-state-")), mkdtempSync(join(tmpdir(), "btrfs-"))];
    try {
      const makeProgram = btrfsProgram(tools);
      const share = [{ from: tools, to: "/mnt/btrfs" }];
      const host = await lab.host({ name: "btrfs-web", release, root: "btrfs", share });
      await host.must(makeProgram);
      const run = (...words: readonly string[]) =>
        lab.exec(ferry, words, { env: { FERRY_STATE: state }, timeoutSeconds: 900 });
      await host.must("btrfs subvolume create /var/lib/machines");
      const before = await host.must(READ);

      const made = await run("backup", "create", "btrfs-web");
      expect([made.exitCode, made.stdout + made.stderr]).toEqual([0, expect.stringMatching(/btrfs\s+snapshot ferry-/)]);
      expect(made.stdout).toContain("the snapshot was mounted read-only");
      await host.must("rpm -e --nodeps httpd && rm -r /etc/ssh/sshd_config.d && echo late | tee /srv/late /etc/late");
      expect(await host.must(READ)).not.toBe(before);

      const back = await run("backup", "restore", "btrfs-web", "--snapshot", "--yes");
      expect([back.exitCode, back.stdout + back.stderr]).toEqual([0, expect.stringContaining("Reboot it now")]);
      const soon = await run("backup", "prune", "btrfs-web", "--keep", "0");
      expect(soon.exitCode).not.toBe(0);
      expect(soon.stderr).toContain("boot it first");
      await host.reboot();
      expect(await host.must(READ)).toBe(before);
      const again = await run("backup", "restore", "btrfs-web", "--snapshot", "--yes");
      expect([again.exitCode, again.stdout + again.stderr]).toEqual([
        3,
        expect.stringContaining("before, and was booted"),
      ]);

      const pruned = await run("backup", "prune", "btrfs-web", "--keep", "0");
      expect([pruned.exitCode, pruned.stderr]).toEqual([0, expect.any(String)]);
      expect(await host.must("btrfs subvolume list /")).not.toContain("ferry-");
    } finally {
      for (const folder of [state, tools]) rmSync(folder, { recursive: true, force: true });
    }
  },
);
