import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startLab } from "./lab.ts";

const release = "centos-stream-9";

test("twenty hosts come up together, each with its own name, address, keys and machine id", async () => {
  await using lab = await startLab();
  const started = performance.now();
  const hosts = await lab.hosts(Array.from({ length: 20 }, (_, number) => ({ name: `host-${number + 1}`, release })));
  const seconds = (performance.now() - started) / 1000;
  console.log(`20 hosts to SSH in ${seconds.toFixed(1)} s`);
  const seen = await Promise.all(hosts.map((host) => host.must("hostname; cat /etc/machine-id; hostname -I")));
  expect(new Set(seen).size).toBe(20);
  for (const [place, host] of hosts.entries()) {
    expect(seen[place]).toMatch(new RegExp(`^${host.name}\\nfa[0-9a-f]{30}\\n${host.address} `));
  }
  const known = (await lab.exec("cat", [lab.knownHosts])).stdout.trim().split("\n");
  expect(new Set(known.map((line) => line.split(" ")[2])).size).toBe(20);
});

test("what stops on one host stops on no other", async () => {
  await using lab = await startLab();
  const [one, other] = await lab.hosts([
    { name: "one", release },
    { name: "other", release },
  ]);
  await one!.must("systemctl stop httpd");
  expect(await other!.must("systemctl is-active httpd")).toBe("active\n");
  await one!.crash();
  expect(await other!.must("uptime >/dev/null && systemctl is-active httpd")).toBe("active\n");
});

test("a host boots its default entry, and does not boot one whose kernel is not there", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release });
  const kernel = (await host.must("uname -r")).trim();
  expect(await host.readFile("/proc/sys/kernel/osrelease")).toBe(`${kernel}\n`);

  await host.must(`mv /boot/vmlinuz-${kernel} /boot/away`);
  await host.console("systemctl reboot");
  await expect.poll(async () => (await host.power()).kind, { timeout: 30_000 }).toBe("failed");
  expect(await host.power()).toMatchObject({
    why: expect.stringMatching(/^does not boot: .*\.conf names \/boot\/vmlinuz-.*, which is not there or empty$/),
  });

  expect((await host.console(`mv /boot/away /boot/vmlinuz-${kernel}`)).exitCode).toBe(0);
  await host.powerOn();
  await host.waitUntilUp();
  expect((await host.must("uname -r")).trim()).toBe(kernel);
});

test("its keys change while systemd executes itself anew again and again", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release });
  const again = await host.openConsole("while :; do systemctl daemon-reexec; sleep 0.1; done", { stdio: "ignore" });
  const { restore } = await host.changeHostKey();
  expect((await host.run("true")).stderr).toContain("REMOTE HOST IDENTIFICATION HAS CHANGED");
  await restore();
  expect(await host.must("echo back")).toBe("back\n");
  again.kill("SIGKILL");
});

test("power: off by its own hand, off by ours, late, never back, and back all the same", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release });
  await host.console("systemctl poweroff");
  await expect.poll(async () => (await host.power()).kind, { timeout: 30_000 }).toBe("off");
  await host.powerOn();
  await host.waitUntilUp();

  await host.setFirmware({ bootDelaySeconds: 2 });
  const started = performance.now();
  await host.reboot();
  expect(performance.now() - started).toBeGreaterThan(2000);

  await host.setFirmware({ comesBack: false });
  await host.console("systemctl reboot");
  await expect.poll(async () => (await host.power()).kind, { timeout: 30_000 }).toBe("absent");
  await host.setFirmware({ comesBack: true, bootDelaySeconds: 0 });
  await host.powerOn();
  await host.waitUntilUp();

  const before = await host.bootId();
  await host.must("echo kept > /root/kept");
  await host.crash();
  await host.waitUntilUp({ bootIdNot: before });
  expect(await host.must("cat /root/kept")).toBe("kept\n");

  await host.powerOff();
  expect(await host.power()).toEqual({ kind: "off" });
});

test("disks: one that runs full, a small /boot, a data volume", async () => {
  await using lab = await startLab();
  const host = await lab.host({
    name: "web1",
    release,
    disk: "300M",
    boot: "60M",
    data: { fileSystem: "xfs", size: "400M", mountPoint: "/srv/data" },
  });
  expect((await host.run("head -c 400M /dev/zero > /var/big")).stderr).toContain("No space left on device");
  await host.must("rm /var/big");
  expect((await host.run("head -c 80M /dev/zero > /boot/big")).stderr).toContain("No space left on device");
  await host.must("rm /boot/big; test -s /boot/grub2/grubenv; echo row > /srv/data/row");
  expect(await host.must("stat -f -c %T /boot /srv/data")).toBe("ext2/ext3\nxfs\n");
  await host.reboot();
  expect(await host.must("cat /srv/data/row; touch /boot/again /srv/data/again")).toBe("row\n");
});

test("a snapshot brings a disk back, deletions and all", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release, files: { "/srv/page": "first" }, prepare: "rm /etc/fstab" });
  const sums = "find /etc /srv /root /boot -type f -print0 | sort -z | xargs -0 sha256sum";
  await host.powerOff();
  const before = (await host.console(sums)).stdout;
  await host.snapshot();
  await host.writeFile("/srv/page", "second");
  expect((await host.console("rm -rf /etc/yum.repos.d && touch /etc/new")).exitCode).toBe(0);
  expect((await host.console(sums)).stdout).not.toBe(before);
  await host.restore();
  expect((await host.console(sums)).stdout).toBe(before);
  await host.powerOn();
  await host.waitUntilUp();
  expect(await host.must("cat /srv/page; ls /etc/fstab 2>/dev/null || true")).toBe("first");
});

test("an overlay of / can be mounted on a host, over tmpfs and over a loop file, as a rehearsal does", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release });
  await host.must(`unshare --mount sh -ec '
    overlay() { mkdir "$1/upper" "$1/work" "$1/root"; mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
      echo rehearsed > "$1/root/etc/hostname"; test "$(cat "$1/upper/etc/hostname")" = rehearsed; test "$(cat /etc/hostname)" = web1; }
    mkdir /run/a; mount -t tmpfs a /run/a; overlay /run/a
    truncate -s 200M /var/tmp/b.img; mkfs.ext4 -q /var/tmp/b.img; mkdir /run/b; mount -o loop /var/tmp/b.img /run/b; overlay /run/b'`);
});

test("a cut line is cut, and a changed host key is refused", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release });
  await host.cutLine();
  const probe = ["-o", "ConnectTimeout=2", "web1", "true"];
  expect((await lab.exec("ssh", probe)).exitCode).toBe(255);
  expect((await host.console("hostname")).stdout).toBe("web1\n");
  await host.restoreLine();
  expect((await lab.exec("ssh", probe)).exitCode).toBe(0);

  const { restore } = await host.changeHostKey();
  expect((await lab.exec("ssh", probe)).stderr).toContain("REMOTE HOST IDENTIFICATION HAS CHANGED");
  await restore();
  expect((await lab.exec("ssh", probe)).exitCode).toBe(0);
});

test("two labs with hosts of the same name do not meet", async () => {
  await using one = await startLab();
  await using other = await startLab();
  for (const lab of [one, other]) await lab.host({ name: "web1", release, files: { "/root/lab": lab.id } });
  const share = ["-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", 'ControlPath="${XDG_RUNTIME_DIR}/%C"'];
  for (const lab of [one, other, one]) {
    expect((await lab.exec("ssh", [...share, "web1", "cat /root/lab"])).stdout).toBe(lab.id);
  }
});

test("a removed host leaves its name to another", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release, disk: "200M" });
  await host.must("touch /root/mine");
  await host.remove();
  const again = await lab.host({ name: "web1", release });
  expect(again.address).toBe(host.address);
  expect((await again.run("test -e /root/mine")).exitCode).toBe(1);
});

test("a host does not look like a container, and sees the folders that are shared with it", async () => {
  await using lab = await startLab();
  const host = await lab.host({
    name: "web1",
    release,
    share: [{ from: import.meta.dirname, to: "/opt/lab/of/ferry" }],
  });
  expect((await host.run("grep -z ^container= /proc/1/environ")).exitCode).toBe(1);
  expect((await host.run("test -e /run/systemd/container")).exitCode).toBe(1);
  expect(await host.must("cat /opt/lab/of/ferry/hosts.lab.ts")).toBe(readFileSync(import.meta.filename, "utf8"));
  expect((await host.run("touch /opt/lab/of/ferry/hosts.lab.ts")).stderr).toContain("Read-only file system");
});

test("the kernel's settings cannot be changed from a host, the network's of the host can", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release, init: "sshd" });
  expect((await host.run("echo 1 > /proc/sys/kernel/panic")).stderr).toContain("Read-only file system");
  await host.must("echo 1 > /proc/sys/net/ipv4/ip_forward");
  expect((await lab.exec("ping", ["-c", "1", "-W", "1", "1.1.1.1"])).exitCode).not.toBe(0);
});
