import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { variants } from "../../lab/images/variants.ts";
import { startLab, whyNoLab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";

const why = whyNoLab();
const ferry = join(import.meta.dirname, "../../bin/ferry");

/** Lets root of a host log in to another by its name, as an administrator does for restic's SFTP. */
const LET_IN = `
mkdir -p -m 700 /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
printf 'Host vault\\n  StrictHostKeyChecking accept-new\\n' >/root/.ssh/config
cat /root/.ssh/id_ed25519.pub
`;

interface Vault {
  readonly kind: string;
  /** As `--repository` has it. */
  readonly repository: string;
  /** What no output may tell. */
  readonly secret?: string;
  /** Makes the vault answer, and lets the host in. */
  readonly open: (host: LabHost, vault: LabHost) => Promise<void>;
}

const vaults: readonly Vault[] = [
  {
    kind: "SFTP",
    repository: "sftp:root@vault:/srv/ferry",
    async open(host, vault) {
      const key = await host.must(LET_IN);
      await vault.must(`mkdir -p -m 700 /root/.ssh; echo '${key.trim()}' >>/root/.ssh/authorized_keys`);
    },
  },
  {
    kind: "its REST protocol",
    repository: "rest:http://kim:sesame-4711@vault:8000/",
    secret: "sesame-4711",
    async open(host, vault) {
      const serve = "/mnt/programs/rclone serve restic --addr :8000 --user kim --pass sesame-4711 /srv/ferry";
      await vault.must(`mkdir -p /srv/ferry; HOME=/root setsid ${serve} >/root/rclone.log 2>&1 </dev/null &`);
      await host.must("curl -s --retry 20 --retry-connrefused --retry-delay 1 -o /dev/null http://vault:8000/");
    },
  },
];

test.skipIf(why !== undefined).each(vaults)(
  `a restore point by restic over $kind is made, tested and gone back to${why === undefined ? "" : ` (not run: ${why})`}`,
  async ({ repository, secret, open }) => {
    await using lab = await startLab();
    const [state, programs] = [mkdtempSync(join(tmpdir(), "ferry-state-")), mkdtempSync(join(tmpdir(), "programs-"))];
    try {
      copyFileSync("/usr/bin/rclone", join(programs, "rclone"));
      const [host, vault] = await lab.hosts([
        { name: "restic-web", release: "centos-stream-9" },
        {
          name: "vault",
          release: "centos-stream-9",
          init: "sshd",
          share: [{ from: programs, to: "/mnt/programs" }],
        },
      ]);
      if (host === undefined || vault === undefined) throw new Error("The lab gave no hosts");
      let said = "";
      const backup = async (...words: readonly string[]) => {
        const ended = await lab.exec(ferry, ["backup", ...words], { env: { FERRY_STATE: state }, timeoutSeconds: 600 });
        said += ended.stdout + ended.stderr;
        return ended;
      };
      const create = () => backup("create", "restic-web", "--data", "/srv", "--repository", repository);
      await host.must(variants.restic.command("centos-stream-9"));
      await host.must(`echo "${vault.address} vault" >>/etc/hosts`);

      const refused = await create();
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stderr).toContain("see that restic on restic-web gets at ");

      await open(host, vault);
      await host.must("mkdir -p /srv/data; echo precious >/srv/data/kept");
      const files = "find /etc /usr/bin /srv/data -xdev -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum";
      const before = await host.must(files);
      const made = await create();
      expect([made.exitCode, made.stderr]).toEqual([0, expect.any(String)]);
      expect(made.stdout).toMatch(/TESTED +restic-web[^]*where +restic (?:sftp:root@vault:|rest:http:)/);
      expect(await vault.must("ls /srv/ferry")).toContain("snapshots");

      await host.must(
        "rm /etc/hosts.allow /etc/crontab /usr/bin/curl 2>/dev/null; echo odd >/etc/odd.conf; echo 1 >>/etc/issue",
      );
      expect(await host.must(files)).not.toBe(before);
      const back = await backup("restore", "restic-web", "-y");
      expect([back.exitCode, back.stderr]).toEqual([0, expect.any(String)]);
      expect(await host.must(files)).toBe(before);
      if (secret !== undefined) expect(said).not.toContain(secret);
    } finally {
      for (const folder of [state, programs]) rmSync(folder, { recursive: true, force: true });
    }
  },
);
