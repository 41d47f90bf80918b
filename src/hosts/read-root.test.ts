import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Capture } from "../facts/capture.ts";
import { type ProbeId, probes } from "../facts/probes.ts";
import { inspectHost } from "./inspect-host.ts";
import { parseFrames } from "./parse-frames.ts";
import { rootProbes } from "./root-probes.ts";

const scratch = mkdtempSync(join(tmpdir(), "ferry-root-"));
const outside = join(scratch, "outside");
let root: string;

afterAll(() => rmSync(scratch, { recursive: true }));
beforeEach(() => {
  root = mkdtempSync(join(scratch, "root-"));
});

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

async function captures(): Promise<ReadonlyMap<string, Capture>> {
  const inspection = await inspectHost({ kind: "root", directory: root });
  if (inspection.kind !== "inspected") throw new Error(inspection.reason);
  expect(inspection).toMatchObject({ host: root, source: "root" });
  return inspection.captures;
}

async function capture(id: string): Promise<Capture | undefined> {
  return (await captures()).get(id);
}

function history(statements: string): void {
  mkdirSync(join(root, "var/lib/dnf"), { recursive: true });
  using database = new DatabaseSync(join(root, "var/lib/dnf/history.sqlite"));
  database.exec(statements);
}
const tables =
  "CREATE TABLE rpm (item_id, name, epoch, version, release, arch); CREATE TABLE repo (id, repoid);" +
  "CREATE TABLE trans_item (id, trans_id, item_id, repo_id, action, reason, state);";

const output = (text: string) => ({ kind: "output", text, truncated: false });

describe("readRoot()", () => {
  test("answers every probe; what only a running system tells is unreadable", async () => {
    const all = await captures();
    expect([...all.keys()].sort()).toEqual(Object.keys(probes).sort());
    for (const id of ["meminfo", "units", "proc-mounts", "fips", "locks"]) {
      expect(all.get(id)).toEqual({ kind: "unreadable", reason: "not a running system" });
    }
    for (const id of ["os-release", "fstab", "rpm-packages", "repos", "package-origins", "boot"]) {
      expect(all.get(id)).toEqual({ kind: "absent" });
    }
  });

  test("gives the files of a system in the collector's formats, without its secrets", async () => {
    put("usr/lib/os-release", "ID=centos\n");
    put("etc/redhat-release", "CentOS Stream release 9\n");
    put("etc/fstab", "//nas/a /a cifs password=hunter2,ro 0 0\n");
    put("boot/vmlinuz-5.14.0-1.el9.x86_64", "12345");
    put("boot/grub2/grub.cfg", "cfg");
    put("boot/grub2/i386-pc/xfs.mod", "module");
    put("boot/efi/EFI/centos/grub.cfg", "efi");
    put("boot/loader/entries/a.conf", "a");
    put("etc/yum.repos.d/b.repo", "[b]\nbaseurl=https://joe:hunter2@b.example/\n");
    put("etc/yum.repos.d/a.repo", "[a]\npassword=hunter2");
    put("etc/yum.repos.d/a.repo.rpmsave", "[old]\n");
    put("etc/yum.conf", "[main]\n");
    put("etc/dnf/vars/stream", "9-stream\n");
    put("etc/dnf/vars/mytoken", "hunter2\n");
    put("etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\n");
    put("etc/sysconfig/network-scripts/route-eth0", "10.0.0.0/8 via 10.0.0.1\n");
    const all = await captures();
    const expected = {
      "os-release": "ID=centos\n",
      "redhat-release": "CentOS Stream release 9\n",
      fstab: "//nas/a /a cifs password=,ro 0 0\n",
      boot: [
        "3 /boot/efi/EFI/centos/grub.cfg",
        "3 /boot/grub2/grub.cfg",
        "1 /boot/loader/entries/a.conf",
        "5 /boot/vmlinuz-5.14.0-1.el9.x86_64\n",
      ].join("\n"),
      repos:
        "==> /etc/yum.repos.d/a.repo <==\n[a]\npassword=\n\n==> /etc/yum.repos.d/b.repo <==\n[b]\nbaseurl=https://b.example/\n\n",
      "dnf-conf": "==> /etc/yum.conf <==\n[main]\n\n",
      "dnf-vars": "mytoken=\nstream=9-stream\n",
      "network-profiles": "==> /etc/sysconfig/network-scripts/ifcfg-eth0 <==\nDEVICE=eth0\n\n",
    };
    for (const [id, text] of Object.entries(expected)) expect(all.get(id), id).toEqual(output(text));
  });

  test("gives what the collector gives where the files are the same", async () => {
    put("etc/os-release", "ID=centos\nVERSION_ID=9\n");
    put("etc/redhat-release", "CentOS Stream release 9\n");
    put("etc/fstab", "# pass=hunter2\nUUID=1 / xfs defaults 0 0\n//a/b /c cifs password=hunter2 0 0");
    put(
      "etc/yum.repos.d/b.repo",
      "[b]\nname = B\nbaseurl=https://joe:hunter2@b.example/\n  https://c.example/?token=hunter2\n",
    );
    put("etc/yum.repos.d/a.repo", "[a]\npassword=hunter2\n\n; old\n");
    put("etc/dnf/dnf.conf", "[main]\nbest=True\nproxy_password = hunter2\n");
    put("etc/dnf/vars/stream", "9-stream\n");
    put("etc/dnf/vars/empty", "");
    put("etc/yum/vars/secret_x", "hunter2\n");
    put("etc/dnf/protected.d/dnf.conf", "dnf");
    put("etc/dnf/modules.d/virt.module", "[virt]\nname=virt\nstream=rhel\n");
    put("etc/crypto-policies/config", "# comment\nDEFAULT\n");
    put("etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\n# x\nKEY=hunter2\n");
    put("etc/NetworkManager/system-connections/wifi.nmconnection", "[wifi-security]\npsk=hunter2\n");
    put("boot/vmlinuz-5.14.0-1.el9.x86_64", "12345");
    put("boot/efi/EFI/centos/grub.cfg", "efi");
    put("boot/grub2/fonts/unicode.pf2", "font");
    put("boot/grub2/grub.cfg", "cfg");
    put("boot/.vmlinuz.hmac", "hidden");
    link("boot/grub2/grubenv", "../efi/EFI/centos/grub.cfg");
    history(
      `${tables} INSERT INTO rpm VALUES (1,'bash',0,'5.1','1.el9','x86_64'); INSERT INTO repo VALUES (1,'anaconda');` +
        "INSERT INTO trans_item VALUES (1,1,1,1,1,0,1);",
    );
    const paths = /(?<=[ ='])\/(?=(?:etc|boot|var\/lib\/(?:dnf|yum)|usr\/lib\/os-release)\b)/g;
    const script = readFileSync(new URL("./collector.sh", import.meta.url), "utf8").replaceAll(paths, `${root}/`);
    const nonce = "abcdef";
    const run = spawnSync("sh", ["-s", "--", nonce], { input: script });
    const frames = await parseFrames(Readable.from([run.stdout]), { nonce });
    if (frames.kind !== "complete") throw new Error(`the stream is ${frames.kind}`);
    const mounted = await captures();
    for (const id of Object.keys(rootProbes) as ProbeId[]) {
      if (id === "uname") continue;
      const there = frames.captures.get(id);
      const text = there?.kind === "output" ? there.text.replaceAll(root, "") : "";
      expect(text, id).not.toContain("hunter2");
      const sorted = (capture: Capture | undefined) =>
        id === "boot" && capture?.kind === "output" ? capture.text.split("\n").sort() : capture;
      expect(sorted(mounted.get(id)), id).toEqual(sorted(output(text) as Capture));
    }
  });

  test.each([
    ["an absolute link", () => link("etc/os-release", "/usr/lib/os-release")],
    ["a link that climbs out", () => link("etc/os-release", "../../../../../../usr/lib/os-release")],
    ["a linked directory", () => link("etc", "/real-etc")],
  ])("follows %s inside the root only", async (_case, prepare) => {
    put("usr/lib/os-release", "ID=inside\n");
    put("real-etc/os-release", "ID=inside\n");
    prepare();
    expect(await capture("os-release")).toEqual(output("ID=inside\n"));
  });

  test("never opens what a link names outside", async () => {
    mkdirSync(outside, { recursive: true });
    writeFileSync(join(outside, "os-release"), "ID=outside\n");
    link("etc/os-release", join(outside, "os-release"));
    link("etc/yum.repos.d", outside);
    expect(await capture("os-release")).toEqual({ kind: "absent" });
    expect(await capture("repos")).toEqual({ kind: "absent" });
  });

  test.each([
    ["a pipe", () => execFileSync("mkfifo", [join(root, "etc/fstab")]), "not a plain file: /etc/fstab"],
    ["a directory", () => mkdirSync(join(root, "etc/fstab")), "not a plain file: /etc/fstab"],
  ])("does not read %s", async (_case, prepare, reason) => {
    mkdirSync(join(root, "etc"));
    prepare();
    expect(await capture("fstab")).toEqual({ kind: "unreadable", reason });
  });

  test("a link to itself is no file", async () => {
    link("etc/fstab", "fstab");
    expect(await capture("fstab")).toEqual({ kind: "absent" });
  });

  test("reads 1 MiB of a larger file", async () => {
    put("etc/fstab", "");
    truncateSync(join(root, "etc/fstab"), 1 << 30);
    expect(await capture("fstab")).toMatchObject({ kind: "output", truncated: true });
  });

  test.skipIf(process.getuid?.() !== 0)("says when it may not read", async () => {
    put("etc/fstab", "secret");
    chmodSync(join(root, "etc/fstab"), 0o600);
    for (const folder of [scratch, root]) chmodSync(folder, 0o755);
    process.seteuid?.(65534);
    const fstab = await capture("fstab").finally(() => process.seteuid?.(0));
    expect(fstab).toEqual({ kind: "unreadable", reason: "permission denied: /etc/fstab" });
  });

  test.each([
    ["x86_64", 62, 1],
    ["aarch64", 183, 1],
    ["ppc64le", 21, 1],
    ["s390x", 22, 2],
  ])("tells the architecture %s from the shell", async (architecture, machine, order) => {
    const elf = Buffer.alloc(64);
    elf.set([0x7f, 0x45, 0x4c, 0x46, 2, order]);
    if (order === 1) elf.writeUInt16LE(machine, 18);
    else elf.writeUInt16BE(machine, 18);
    put("usr/bin/bash", elf);
    link("bin", "usr/bin");
    link("usr/bin/sh", "bash");
    expect(await capture("uname")).toEqual(output(`${architecture}\n`));
  });
});

describe("origins of a mounted root", () => {
  test("come from dnf's history; the last installation counts", async () => {
    history(
      `${tables} INSERT INTO rpm VALUES (1,'bash',0,'5.1','1.el9','x86_64'),(2,'zsh',0,'5.8','9.el9','x86_64');` +
        "INSERT INTO repo VALUES (1,'anaconda'),(2,'baseos'),(3,'@System');" +
        "INSERT INTO trans_item VALUES (1,1,1,1,1,0,1),(2,1,2,1,1,0,1),(3,2,1,2,9,0,1),(4,3,2,3,8,0,1);",
    );
    expect(await capture("package-origins")).toEqual(
      output("bash-5.1-1.el9.x86_64 baseos\nzsh-5.8-9.el9.x86_64 anaconda\n"),
    );
  });

  test("are not asked of a view, which could be endless", async () => {
    const endless =
      "CREATE VIEW rpm AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS item_id FROM n";
    history(`CREATE TABLE repo (id); CREATE TABLE trans_item (id); ${endless}`);
    expect(await capture("package-origins")).toEqual({
      kind: "unreadable",
      reason: "/var/lib/dnf/history.sqlite is not dnf's history",
    });
  });

  test("are unreadable in a file that is no database", async () => {
    put("var/lib/dnf/history.sqlite", "garbage".repeat(1000));
    expect(await capture("package-origins")).toMatchObject({ kind: "unreadable" });
  });

  test("come from yumdb where there is no history", async () => {
    put("var/lib/yum/yumdb/g/0a1b-gcc-c++-4.8.5-44.el7-x86_64/from_repo", "base\n");
    put("var/lib/yum/yumdb/g/0a1b-gcc-c++-4.8.5-44.el7-x86_64/reason", "user");
    expect(await capture("package-origins")).toEqual(output("gcc-c++-4.8.5-44.el7.x86_64 base\n"));
  });
});

const samples = join(process.env["FERRY_DATA"] ?? join(import.meta.dirname, "../../../shared/data"), "rpmdb");
const databases = ["almalinux-8-micro-s390x-2023-05-23-82e2d3", "almalinux-9-micro-aarch64-2022-07-07-deeb13"];

describe("packages of a mounted root", () => {
  test.skipIf(!existsSync(samples)).each(databases)("equal what the collector says of %s", async (name) => {
    const database = join(root, "var/lib/rpm");
    cpSync(join(samples, name, "rpm"), database, { recursive: true });
    writeFileSync(join(root, ".rpmmacros"), `%_dbpath ${database}\n`);
    const mounted = await captures();
    const home = process.env["HOME"];
    process.env["HOME"] = root;
    const live = await inspectHost({ kind: "local", become: false });
    process.env["HOME"] = home;
    if (live.kind !== "inspected") throw new Error(live.reason);
    for (const id of ["rpm-packages", "rpm-dependencies", "rpm-files"] as const) {
      expect(linesOf(mounted.get(id)), id).toEqual(linesOf(live.captures.get(id)));
    }
  });

  test("are unreadable in a database that is damaged or empty", async () => {
    put("var/lib/rpm/rpmdb.sqlite", "garbage".repeat(1000));
    expect(await capture("rpm-packages")).toMatchObject({ kind: "unreadable", reason: /rpmdb\.sqlite/ });
    put("var/lib/rpm/rpmdb.sqlite", "");
    expect(await capture("rpm-packages")).toMatchObject({ kind: "unreadable", reason: /0 bytes/ });
  });
});

/** The lines of each package together, in order of the packages: databases are read in different orders. */
function linesOf(capture: Capture | undefined): readonly string[] {
  if (capture?.kind !== "output") return [`${capture?.kind}`];
  return capture.text
    .split(/\n(?=P\t)/)
    .flatMap((part) => (part.startsWith("P\t") ? [part.trimEnd()] : part.split("\n")))
    .sort();
}
