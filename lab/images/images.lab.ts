import { describe, expect, test } from "vitest";
import { type Lab, startLab } from "../lab.ts";
import { openLabFiles } from "../lab-files.ts";
import { type LabRelease, labReleases, sourceEdition, targetEdition } from "./releases.ts";
import { variants } from "./variants.ts";

/** What the installer, the administrator, users and programs make: no package has them on a real host either. */
const notPackaged = [
  /^\/(dev|proc|sys|run|tmp)(\/|$)/,
  /^\/(home\/(alice|deploy)|root\/\.ssh|srv\/(archive|site)|opt\/tools|usr\/local\/(bin|etc|share\/site))\//,
  /^\/boot\/(grub2\/(device\.map|grub\.cfg|grubenv)|loader\/entries\/.*\.conf)$/,
  /^\/etc\/(hostname|localtime|machine-id|resolv\.conf|alternatives\/mta|cron\.d\/site-report|dnf\/modules\.d\/nodejs\.module)$/,
  /^\/etc\/(httpd\/conf\.d\/site\.conf|nginx\/conf\.d\/site\.conf|sssd\/sssd\.conf|sudoers\.d\/deploy|sysctl\.d\/90-site\.conf)$/,
  /^\/etc\/(pki\/ca-trust\/source\/anchors\/lab\.pem|ssh\/ssh_host_.*|systemd\/system\/.*)$/,
  /^\/var\/(cache\/ldconfig\/aux-cache|lib\/alternatives\/mta|lib\/(mysql|rpm|sss)\/.*|log\/[^/]*|www\/html\/index\.html)$/,
];

/** What a plug-in finds in the program that loads it, or beside it; libatm is for a plug-in of tc that nobody uses. */
const loadedByOthers = new Set(["_hawkey.so", "libsystemd-shared-252.so", "libatm.so.1"]);

/** Files that the administrator of the images edited. */
const edited = [
  "S.5....T.  c /etc/httpd/conf/httpd.conf",
  "S.5....T.  c /etc/screenrc",
  "S.5....T.  c /etc/vsftpd/vsftpd.conf",
  "S.5....T.  c /opt/examplevendor/etc/agent.conf",
];

test("all four releases are built", () => {
  expect([...(openLabFiles()?.releases ?? [])].toSorted()).toEqual([...labReleases].toSorted());
});

describe.each(labReleases)("the image of %s", (release) => {
  test("is what its signed packages say, and every file is a package's", async () => {
    await using lab = await startLab();
    const host = await lab.host({ name: "image", release, power: "off" });
    const look = async (command: string): Promise<readonly string[]> =>
      (await host.console(command)).stdout.split("\n").filter((line) => line !== "");

    expect((await look("rpm -Va 2>&1")).toSorted()).toEqual(edited.toSorted());

    const owned = new Set(await look("rpm -qal"));
    const found = await look("find / -xdev ! -type d");
    const strays = found.filter((path) => !owned.has(path) && !notPackaged.some((pattern) => pattern.test(path)));
    expect(strays).toEqual([]);

    const packages = await look("rpm -qa --qf '%{name} %{vendor} %{rsaheader:pgpsig}\\n' | grep -v '^gpg-pubkey'");
    expect(packages.length).toBeGreaterThan(300);
    expect(packages.filter((line) => !/Key ID [0-9a-f]{16}$/.test(line))).toEqual([]);

    const missing = await look(
      "find /usr -xdev -type f \\( -perm /111 -o -name '*.so*' \\) ! -path '*/modules/*' -exec ldd {} + 2>/dev/null | grep 'not found' || :",
    );
    expect(
      missing.map((line) => line.trim().split(" ")[0]).filter((library) => !loadedByOthers.has(library ?? "")),
    ).toEqual([]);
  });

  test("runs: services answer, data is there, what dnf sees is whole", async () => {
    await using lab = await startLab();
    const host = await lab.host({ name: "image", release });
    await expect
      .poll(async () => (await host.run("systemctl is-system-running")).stdout, { timeout: 60_000 })
      .toBe("running\n");
    const edition = sourceEdition(release);
    expect(await host.must("uname -r")).toBe(`${edition.kernel}.x86_64\n`);
    expect(await host.must("curl -sI http://127.0.0.1/")).toMatch(/^Server: Apache\/[\d.]+ \(CentOS\)/m);
    expect(await host.must("mysql -N -e 'SELECT SUM(cents) FROM shop.orders'")).toMatch(/^\d+\n$/);
    expect(await host.must("timeout 5 cat </dev/tcp/127.0.0.1/7410")).toContain("licence 7F3A-19C2");
    await host.must("httpd -t && nginx -t && sshd -t && visudo -c -q && systemd-detect-virt | grep -qx kvm");
    expect(await host.must("dnf -q check 2>&1")).toBe("");
    if (release === "centos-linux-8") {
      const { exitCode, stderr } = await host.run("dnf -q --setopt=timeout=2 --setopt=retries=1 makecache");
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain("mirrorlist");
    } else {
      expect(await host.must("dnf -q check-update 2>&1")).toBe("");
      expect(await host.must("dnf -q repoclosure 2>&1")).toBe("");
    }
  });
});

describe("the targets", () => {
  test.each(labReleases)("of %s are whole, and signed by AlmaLinux's key alone", async (release) => {
    await using lab = await startLab();
    const host = await lab.host({ name: "target", release });
    const major = targetEdition(release).major;
    const repositories = ["BaseOS", "AppStream", major === 8 ? "PowerTools" : "CRB", "extras"].map((folder) => {
      const id = `lab-${folder}`;
      return { id, url: `https://repo.almalinux.org/almalinux/${major}/${folder}/x86_64/os/` };
    });
    const options = repositories.map(({ id, url }) => `--repofrompath=${id},${url} --repo=${id}`).join(" ");
    expect(await host.must(`dnf -q ${options} repoclosure 2>&1`)).not.toContain("unresolved deps");
    await host.must(
      `cd /tmp && curl -sf https://repo.almalinux.org/almalinux/RPM-GPG-KEY-AlmaLinux-${major} >key && rpm --import key`,
    );
    const download = `cd /tmp && dnf -q download --destdir=here tzdata bash`;
    await host.must(`${download} ${options} && rpm -K here/*.rpm`);
    await lab.mirror.setFaults([rogue(major)]);
    await host.must("rm -rf /tmp/here; dnf -q clean all");
    await host.must(`${download} ${options}`);
    const { stdout } = await host.run("rpm -K /tmp/here/*.rpm");
    expect(stdout).toMatch(/bash-[^\n]* digests signatures OK/);
    expect(stdout).toMatch(/tzdata-[^\n]* SIGNATURES NOT OK/);
  });
});

/** BaseOS from somebody with another key. */
function rogue(major: number): Parameters<Lab["mirror"]["setFaults"]>[0][number] {
  const path = `almalinux/${major}/BaseOS/`;
  return {
    kind: "other-file",
    match: `^repo\\.almalinux\\.org/${path}`,
    serve: `repo.almalinux.org/.variants/rogue/${path}`,
  };
}

const release: LabRelease = "centos-stream-9";

test("the database's dump loads again, row for row", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "db1", release });
  const questions =
    "SELECT id, name, city FROM shop.customers;\nSELECT * FROM shop.orders;\nSELECT body FROM notes.notes;\n";
  const rows = async (): Promise<string> => {
    const { stdout, stderr } = await host.run("mariadb -N", { input: questions });
    expect(stderr).toBe("");
    return stdout;
  };
  const before = await rows();
  expect(before.split("\n").length).toBeGreaterThan(1200);
  expect(before).toContain("Gdańsk");
  expect(before).toContain(`It's; a "quoted" note`);
  await host.must("mariadb-dump --all-databases --single-transaction --routines --events --triggers >/root/all.sql");
  expect(await host.must("tail -n 1 /root/all.sql")).toMatch(/^-- Dump completed on /);
  await host.must(
    "mariadb -e 'DROP DATABASE shop' && mariadb -e 'DROP DATABASE notes' && ! mariadb -e 'SELECT 1 FROM shop.orders'",
  );
  await host.must("mariadb </root/all.sql");
  expect(await rows()).toBe(before);
  expect((await host.run("runuser -u alice -- mariadb -e 'DROP DATABASE shop'")).exitCode).not.toBe(0);
});

test("variants: a conflict of files, a driver for one kernel, a scriptlet that fails", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release });
  await host.must(variants["file-conflict"].command(release));
  await host.must(variants["vendor-kmod"].command(release));
  await host.must("restic version || " + variants.restic.command(release));
  const options = "--repofrompath=a,https://repo.almalinux.org/almalinux/9/AppStream/x86_64/os/ --repo=a --nogpgcheck";
  const conflict = await host.run(`dnf -y ${options} upgrade nagios-plugins`);
  expect(conflict.stdout + conflict.stderr).toContain("/usr/lib64/nagios/plugins/check_site");
  expect(conflict.exitCode).not.toBe(0);
  const kernel = sourceEdition(release).kernel;
  expect((await host.run(`rpm -e --test kernel-core-${kernel}`)).stderr).toContain("kmod-examplevendor");
  await host.must("touch /run/lab/fail-pre");
  const failed = await host.run(`dnf -y ${options} upgrade site-hooks`);
  expect(failed.stdout + failed.stderr).toContain("site-hooks: %pre fails");
  expect(await host.must("rpm -q --qf '%{release}' site-hooks")).toBe("1.el9");
});
