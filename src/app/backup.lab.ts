import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab, whyNoLab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";

const why = whyNoLab();
const ferry = join(import.meta.dirname, "../../bin/ferry");

/** What has to be as it was: packages with their signatures, and every file that no rule leaves alone, with all that stat tells. */
const FACTS = `
rpm -qa --qf '%{NEVRA} %{VENDOR} %{SIGMD5} %{RSAHEADER:pgpsig}\\n' | LC_ALL=C sort
find /usr /etc /boot /var/lib/alternatives -xdev \\( -path /usr/local -o -path /usr/src \\) -prune -o \\
  -printf '%p %y %m %U %G %T@ %l\\n' | LC_ALL=C sort
find /usr /etc /boot -xdev \\( -path /usr/local -o -path /usr/src \\) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
`;

/** A conversion as somebody without Ferry would do it: it is to be gone back from, whatever it does. */
const CONVERT = `
set -e
cd /tmp
for name in release repos gpg-keys; do
  curl -sfO https://repo.almalinux.org/almalinux/almalinux-$name-latest-9.x86_64.rpm
done
curl -sf -o key https://repo.almalinux.org/almalinux/RPM-GPG-KEY-AlmaLinux-9
rpm --import key
rpm -e --nodeps centos-stream-release centos-stream-repos centos-gpg-keys 2>/dev/null
rpm -U almalinux-*.rpm 2>/dev/null
dnf -q -y distro-sync --enablerepo=crb >/dev/null 2>&1 || dnf -q -y distro-sync --allowerasing --enablerepo=crb >/dev/null
. /etc/os-release; echo "$ID"
`;

describe.skipIf(why !== undefined)(
  `restore points on a host of the lab${why === undefined ? "" : ` (not run: ${why})`}`,
  () => {
    let lab: Lab;
    let host: LabHost;
    let state: string;
    let before: string;

    beforeAll(async () => {
      lab = await startLab();
      state = mkdtempSync(join(tmpdir(), "ferry-state-"));
      host = await lab.host({ name: "backup-web", release: "centos-stream-9" });
    });
    afterAll(async () => {
      await lab?.end();
      rmSync(state, { recursive: true, force: true });
    });

    async function run(...words: readonly string[]) {
      return lab.exec(ferry, words, { env: { FERRY_STATE: state }, timeoutSeconds: 900 });
    }
    async function point(): Promise<string> {
      const { stdout } = await run("backup", "list", "backup-web", "--json");
      const { points } = JSON.parse(stdout) as { readonly points: readonly { readonly id: string }[] };
      return points[0]?.id ?? "";
    }

    test("a restore point is made, tested and listed; the host keeps nothing of it", async () => {
      await host.must(
        "mkdir -p /srv/data /opt/app; echo precious > /srv/data/kept; echo '# ours' >> /etc/ssh/sshd_config",
      );
      before = await host.must(FACTS);
      const made = await run("backup", "create", "backup-web", "--no-databases");
      expect([made.exitCode, made.stderr]).toEqual([0, expect.any(String)]);
      expect(made.stdout).toMatch(/TESTED +backup-web/);
      expect(await host.must("find /var/lib/ferry -type f | head")).toBe("");
      expect(await host.must(FACTS)).toBe(before);
    });

    test("after a conversion it says what is lost, goes back by files, and boots what was there", async () => {
      expect(await host.must(CONVERT)).toBe("almalinux\n");
      await host.must("echo since > /etc/since.conf; echo since > /srv/data/since; echo since > /opt/app/since");
      const preview = await run("backup", "restore", "backup-web", "--dry-run");
      expect(preview.stdout).toContain("/etc/since.conf");
      expect(preview.stdout).not.toContain("/srv/data/since");
      expect(await host.must("cat /etc/since.conf")).toBe("since\n");

      const back = await run("backup", "restore", "backup-web", "-y");
      expect([back.exitCode, back.stdout, back.stderr]).toEqual([
        0,
        expect.stringContaining("is back at"),
        expect.any(String),
      ]);
      await host.reboot();
      expect(await host.must(FACTS)).toBe(before);
      expect(await host.must("cat /srv/data/kept /srv/data/since /opt/app/since")).toBe("precious\nsince\nsince\n");
      expect(await host.must("systemctl is-system-running")).toBe("running\n");
    });

    test.each(["kill", "crash"] as const)(
      "a restore that a %s ends in the middle is run again to its end",
      async (how) => {
        expect(await host.must(CONVERT)).toBe("almalinux\n");
        const first = run("backup", "restore", "backup-web", "-y");
        const jobs = `/var/lib/ferry/runs/restore-${await point()}/jobs/restore`;
        const seen = `i=0; until grep -qs '"swap"' ${jobs}/progress || [ $i -gt 3000 ]; do sleep 0.02; i=$((i + 1)); done`;
        await host.must(seen, { timeoutSeconds: 300 });
        if (how === "kill") await host.console(`kill -9 $(pgrep -f '[r]estore/script')`);
        else await host.crash();
        await first;
        const again = await run("backup", "restore", "backup-web", "-y");
        expect([again.exitCode, again.stdout, again.stderr]).toEqual([
          0,
          expect.stringContaining("is back at"),
          expect.any(String),
        ]);
        expect(await host.must(FACTS)).toBe(before);
        expect(await host.must("find / -xdev -name '.ferry-*' | head -3")).toBe("");
      },
    );

    test("an archive that was damaged fails its test, and says so from then on", async () => {
      const id = await point();
      await lab.exec("sh", [
        "-c",
        'printf x | dd of="$1" bs=1 seek=100000 conv=notrunc',
        "sh",
        join(state, "backups/hosts/backup-web", id, "tree.tar"),
      ]);
      const failed = await run("backup", "test", "backup-web");
      expect(failed.exitCode).not.toBe(0);
      const refused = await run("backup", "restore", "backup-web", "-y");
      expect(refused.exitCode).not.toBe(0);
      expect(await host.must(FACTS)).toBe(before);
    });
  },
);
