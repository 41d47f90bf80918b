import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { variants } from "../../lab/images/variants.ts";
import { startLab, whyNoLab } from "../../lab/lab.ts";

const why = whyNoLab();
const ferry = join(import.meta.dirname, "../../bin/ferry");

/** Lets root of a host log in to another by its name, as an administrator does for restic's SFTP. */
const LET_IN = `
mkdir -p -m 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
echo "$VAULT vault" >>/etc/hosts
printf 'Host vault\\n  StrictHostKeyChecking accept-new\\n' >/root/.ssh/config
cat /root/.ssh/id_ed25519.pub
`;

test.skipIf(why !== undefined)(
  `a restore point by restic over SFTP is made, tested and gone back to${why === undefined ? "" : ` (not run: ${why})`}`,
  async () => {
    await using lab = await startLab();
    const state = mkdtempSync(join(tmpdir(), "ferry-state-"));
    try {
      const [host, vault] = await lab.hosts([
        { name: "restic-web", release: "centos-stream-9" },
        { name: "vault", release: "centos-stream-9", init: "sshd" },
      ]);
      if (host === undefined || vault === undefined) throw new Error("The lab gave no hosts");
      const backup = (...words: readonly string[]) =>
        lab.exec(ferry, ["backup", ...words], { env: { FERRY_STATE: state }, timeoutSeconds: 600 });
      const create = () =>
        backup("create", "restic-web", "--data", "/srv", "--repository", "sftp:root@vault:/srv/ferry");
      await host.must(variants.restic.command("centos-stream-9"));

      const refused = await create();
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stderr).toContain("see that restic on restic-web gets at sftp:root@vault:/srv/ferry");

      const key = await host.must(LET_IN.replace("$VAULT", vault.address));
      await vault.must(`mkdir -p -m 700 /root/.ssh; echo '${key.trim()}' >>/root/.ssh/authorized_keys`);
      await host.must("mkdir -p /srv/data; echo precious >/srv/data/kept");
      const files = "find /etc /usr/bin /srv/data -xdev -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum";
      const before = await host.must(files);
      const made = await create();
      expect([made.exitCode, made.stderr]).toEqual([0, expect.any(String)]);
      expect(made.stdout).toMatch(/TESTED +restic-web[^]*restic sftp:root@vault:\/srv\/ferry/);
      expect(await vault.must("ls /srv/ferry")).toContain("snapshots");

      await host.must(
        "rm /etc/hosts.allow /etc/crontab /usr/bin/curl 2>/dev/null; echo odd >/etc/odd.conf; echo 1 >>/etc/issue",
      );
      expect(await host.must(files)).not.toBe(before);
      const back = await backup("restore", "restic-web", "-y");
      expect([back.exitCode, back.stderr]).toEqual([0, expect.any(String)]);
      expect(await host.must(files)).toBe(before);
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  },
);
