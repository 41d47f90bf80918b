import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Capture } from "../facts/capture.ts";
import { parseOwnSoftware } from "../facts/own-software.ts";
import { probes } from "../facts/probes.ts";
import { type Frames, parseFrames } from "./parse-frames.ts";

const collector = new URL("./collector.sh", import.meta.url);
const nonce = "0123456789abcdef";
const scratch = mkdtempSync(join(tmpdir(), "ferry-collector-"));
const isRoot = process.getuid?.() === 0;

afterAll(() => rmSync(scratch, { recursive: true }));

function has(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

interface Run {
  readonly prefix?: readonly string[];
  readonly shell?: readonly string[];
  readonly script?: string;
  readonly home?: string;
}

async function collect({ prefix = [], shell = ["sh"], script, home }: Run): Promise<Frames> {
  const run = spawnSync("env", [...prefix, ...shell, "-s", "--", nonce], {
    input: script ?? readFileSync(collector),
    maxBuffer: 64 << 20,
    env: { ...process.env, FERRY_COLLECTOR_TEST: scratch, ...(home === undefined ? {} : { HOME: home }) },
  });
  async function* once(): AsyncGenerator<Uint8Array> {
    yield run.stdout;
  }
  expect(run.stderr.toString()).toBe("");
  return parseFrames(once(), { nonce });
}

/** Processes that a collector of this test started and that still run. */
function leftBehind(): readonly string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const state = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\) /, "")[0];
      return (
        state !== "Z" && readFileSync(`/proc/${name}/environ`, "utf8").includes(`FERRY_COLLECTOR_TEST=${scratch}\0`)
      );
    } catch {
      return false;
    }
  });
}

async function capturesOf(run: Run): Promise<ReadonlyMap<string, Capture>> {
  const frames = await collect(run);
  if (frames.kind !== "complete") throw new Error(`the collector's stream is ${frames.kind}`);
  return frames.captures;
}

function textOf(captures: ReadonlyMap<string, Capture>, id: string): string {
  const capture = captures.get(id);
  return capture?.kind === "output" ? capture.text : `${capture?.kind}`;
}

const shells = ["dash", "bash", "bash --posix", "busybox sh", "ksh", "mksh"].map((shell) => shell.split(" "));

describe.each(shells)("under %s", (...shell) => {
  test.skipIf(!has(shell[0] ?? ""))("the collector answers every probe of probes.ts, and no other", async () => {
    const captures = await capturesOf({ shell });
    expect([...captures.keys()].sort()).toEqual(Object.keys(probes).sort());
    expect(textOf(captures, "uname")).toBe(spawnSync("sh", ["-c", "uname -m; uname -r"], { encoding: "utf8" }).stdout);
    expect(textOf(captures, "os-release")).toBe(readFileSync("/etc/os-release", "utf8"));
    expect(textOf(captures, "collector")).toContain(`uid: ${process.getuid?.()}\n`);
    // Nobody waits for the last watches, which end within a second of their probes.
    await expect.poll(leftBehind, { timeout: 3000 }).toEqual([]);
  });
});

test.skipIf(!has("shellcheck"))("shellcheck finds nothing in the collector", () => {
  const run = spawnSync("shellcheck", ["--shell=sh", "--severity=style", collector.pathname], { encoding: "utf8" });
  expect(run.stdout).toBe("");
});

test("a collector that is cut on the way does nothing, wherever it is cut", () => {
  const script = readFileSync(collector, "utf8");
  for (let end = 0; end < script.lastIndexOf('main "$@"'); end += 997) {
    const run = spawnSync("sh", ["-s", "--", nonce], { input: script.slice(0, end), encoding: "utf8" });
    expect(run.stdout).toBe("");
  }
});

test("a nonce that is not of hex digits is refused", () => {
  const run = spawnSync("sh", ["-s", "--", "$(id)"], { input: readFileSync(collector), encoding: "utf8" });
  expect(run).toMatchObject({ status: 64, stdout: "" });
});

describe.skipIf(!isRoot)("as an unprivileged user", () => {
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

  test("what may not be read is unreadable, never absent", async () => {
    const inside = `
      mkdir -p "$1/etc/yum.repos.d" "$1/etc/dnf" "$1/etc/NetworkManager/system-connections" "$1/boot/efi"
      echo '[a]' > "$1/etc/yum.repos.d/a.repo"; chmod 600 "$1/etc/yum.repos.d/a.repo"
      echo 0 > "$1/etc/dnf/dnf.conf"; chmod 700 "$1/etc/dnf"
      chmod 700 "$1/etc/NetworkManager/system-connections" "$1/boot/efi"
      echo secret > "$1/etc/fstab"; chmod 600 "$1/etc/fstab"`;
    const root = join(scratch, "denied");
    expect(spawnSync("sh", ["-ec", inside, "sh", root]).status).toBe(0);
    chmodSync(scratch, 0o755);
    chmodSync(root, 0o755);
    const script = readFileSync(collector, "utf8").replaceAll(/(?<=[ =])\/(etc|boot)\b/g, `${root}/$1`);
    const captures = await capturesOf({ prefix: nobody, script });
    const denied = (path: string) => ({ kind: "unreadable", reason: `permission denied: ${path}` });
    expect(captures.get("repos")).toEqual(denied(`${root}/etc/yum.repos.d/a.repo`));
    expect(captures.get("dnf-conf")).toEqual(denied(`${root}/etc/dnf`));
    expect(captures.get("dnf-modules")).toEqual(denied(`${root}/etc/dnf`));
    expect(captures.get("network-profiles")).toEqual(denied(`${root}/etc/NetworkManager/system-connections`));
    expect(captures.get("boot")).toEqual(denied(`${root}/boot/efi`));
    expect(captures.get("fstab")).toEqual(denied(`${root}/etc/fstab`));
    expect(captures.get("redhat-release")).toEqual({ kind: "absent" });
    expect(textOf(captures, "collector")).toContain("uid: 65534\n");
    expect(textOf(captures, "meminfo")).toContain("MemTotal:");
  });
});

describe.skipIf(!has("python3"))("locks", () => {
  const hold =
    "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); time.sleep(60)";

  test("of rpm, and process numbers that dnf and yum left while they run, are told with their process", async () => {
    const home = join(scratch, "locked");
    mkdirSync(join(home, "run"), { recursive: true });
    writeFileSync(join(home, ".rpmmacros"), `%_dbpath ${home}\n`);
    const holder = spawn("python3", ["-c", hold, join(home, ".rpm.lock")], { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    writeFileSync(join(home, "run/yum.pid"), `${process.pid}\n`);
    writeFileSync(join(home, "run/rpmdb_lock.pid"), "4194305");
    const script = readFileSync(collector, "utf8")
      .replaceAll("/var/run/yum.pid", `${home}/run/yum.pid`)
      .replaceAll("/var/lib/dnf/rpmdb_lock.pid", `${home}/run/rpmdb_lock.pid`);
    const locks = textOf(await capturesOf({ home, script }), "locks");
    holder.kill();
    expect(locks.split("\n").slice(0, -1)).toEqual([
      `${home}/run/yum.pid ${process.pid} ${readFileSync("/proc/self/comm", "utf8").trim()}`,
      expect.stringMatching(`^${home}/\\.rpm\\.lock ${holder.pid} python3`),
    ]);
  });
});

describe("software outside rpm", () => {
  const root = join(scratch, "own");
  const script = readFileSync(collector, "utf8").replaceAll(
    /(?<=[ =']|\(readlink -f )\/(usr\/local|opt|srv)(?=[ /)])/g,
    `${root}/$1`,
  );
  const tellOf = async (text = script) =>
    textOf(await capturesOf({ script: text }), "own-software")
      .split("\n")
      .slice(0, -1);
  const put = (path: string, content: string, mode = 0o755): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  };

  beforeAll(() => {
    for (const path of ["usr/local", "opt", "srv"]) mkdirSync(join(root, path), { recursive: true });
    cpSync("/bin/true", join(root, "opt/shop/bin/shop d"), { recursive: true });
    put("opt/shop/lib/libold.so.1", "\x7fELF\x01\x01rest \0GLIBC_2.3.4\0libssl.so.10\0", 0o644);
    put("opt/shop/readme", "libssl.so.10 GLIBC_2.99");
    put("opt/shop/text.so", "no program");
    put("opt/odd\nname/bin", "\x7fELF\x02\x01");
    put("usr/local/bin/report", "#!/usr/bin/env python3.6\n");
    put("usr/local/bin/old", "#! /usr/bin/python -O\n");
    put("usr/local/bin/shell", "#!/bin/sh\n==> /opt <==\n\x7fELF\x02");
    put("srv/web/venv/pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.6.8\n", 0o644);
    put("srv/old/bin/activate_this.py", "# virtualenv", 0o644);
    put("srv/old/lib/python2.7/os.py", "x", 0o644);
    put("usr/local/lib/python3.6/site-packages/requests-2.27.1.dist-info/METADATA", "x", 0o644);
    put("usr/local/lib/node_modules/yarn/package.json", "{}", 0o644);
    put("usr/local/share/perl5/auto/Moo/.packlist", "x", 0o644);
  });

  test("is told with what it needs, and the rest is not", async () => {
    const lines = await tellOf();
    expect(lines.toSorted().filter((line) => !line.includes("/usr/lib/"))).toEqual([
      `elf32\t${root}/opt/shop/lib/libold.so.1\tGLIBC_2.3.4 libssl.so.10`,
      expect.stringMatching(`^elf64\t${root}/opt/shop/bin/shop d\t.*libc\\.so\\.6`),
      "end",
      "limit\tnames",
      `module\t${root}/usr/local/lib/node_modules/yarn`,
      `module\t${root}/usr/local/lib/python3.6/site-packages/requests-2.27.1.dist-info`,
      `module\t${root}/usr/local/share/perl5/auto/Moo/.packlist`,
      `script\t${root}/usr/local/bin/old\t`,
      `script\t${root}/usr/local/bin/report\t3.6`,
      `venv\t${root}/srv/old\t2.7\t-`,
      `venv\t${root}/srv/web/venv\t3.6.8\t/usr/bin`,
    ]);
    expect(lines.at(-1)).toBe("end");
    const { programs } = parseOwnSoftware(lines.join("\n"));
    expect(programs.map(({ bits }) => bits)).toEqual([64, 32]);
  });

  test("a tree of another file system is left out and told, and so is what is more than fits", async () => {
    expect(
      await tellOf(script.replace("xfs|btrfs|", "none|").replace("ext[234]|", "").replace("|overlay|aufs|tmpfs|", "|")),
    ).toContain("limit\tmounts");
    expect(await tellOf(script.replace("++count <= 3000", "++count <= 5"))).toContain("limit\tentries");
    const late = await tellOf(
      script.replace("in_time 1 find", "in_time 1 sh -c 'printf \"9 /opt/cut\"; sleep 5' find"),
    );
    expect(late).toContain("limit\ttime");
    expect(late.join()).not.toContain("/opt/cut");
    const unread = await tellOf(script.replace("in_time 2 xargs -0 grep", "in_time 2 sh -c 'sleep 5'"));
    expect(unread).toContain("limit\ttime");
    expect(unread).toContainEqual(expect.stringMatching(/^unread64\t.*shop d\t$/));
    const large = await tellOf(script.replace("$2 > 33554432", "$2 > 60"));
    expect(large).toContainEqual(expect.stringMatching(/^unread64\t.*shop d\t$/));
  });
});

describe("its watch over probes", () => {
  const script = readFileSync(collector, "utf8");
  /** The collector with one probe in place of its own. */
  function probing(body: string, limits = "2 100"): string {
    return script
      .replace(/^ {2}run 10 4096 p_collector collector$/m, `  run ${limits} p_odd collector`)
      .replace(/^collect\(\) \{$/m, `p_odd() {\n${body}\n}\n\n$&`)
      .replaceAll(/^ {2}run .* p_(?!odd|uname).*$/gm, "");
  }

  test.each([
    ["that sleeps", "sleep 60", 5],
    ["that lets TERM pass", "sh -c 'trap : TERM; while :; do sleep 1; done'", 6],
    ["whose child goes on", "echo begun; (sh -c 'sleep 61' & wait)", 5],
  ])("ends a probe %s, and all that it started", async (_case, body, most) => {
    const before = Date.now();
    const captures = await capturesOf({ script: probing(body) });
    expect(captures.get("collector")).toEqual({ kind: "unreadable", reason: "no answer within 2 seconds" });
    expect(captures.get("uname")?.kind).toBe("output");
    expect((Date.now() - before) / 1000).toBeLessThan(most);
    await expect.poll(leftBehind, { timeout: 3000 }).toEqual([]);
  });

  test("ends what a probe starts while its watch is held up by a busy host", async () => {
    const slow = probing("while :; do sleep 61 & sleep 0.1; done").replaceAll(
      /^ {4}kill -(TERM|KILL) /gm,
      "sleep 0.5; $&",
    );
    expect((await capturesOf({ script: slow })).get("collector")?.kind).toBe("unreadable");
    await expect.poll(leftBehind, { timeout: 3000 }).toEqual([]);
  });

  test.each([
    ["short text", "printf 'a\\nb\\n'", "a\nb\n", false],
    ["no newline at the end", "printf 'a\\nb'", "a\nb\n", false],
    ["empty lines at the end", "printf 'a\\n\\n\\n'", "a\n\n\n", false],
    ["nothing", ":", "", false],
    ["lines like marks", "printf '1a\\nend output\\n'", "1a\nend output\n", false],
    ["more than it may", "yes | head -n 200", "y\n".repeat(50), true],
    ["a line without an end", "printf 'a\\n'; head -c 3000000 /dev/zero | tr '\\0' x", "a\n", true],
  ])("passes on %s", async (_case, body, text, truncated) => {
    const captures = await capturesOf({ script: probing(body) });
    expect(captures.get("collector")).toEqual({ kind: "output", text, truncated });
  });

  test("says when a probe fails", async () => {
    const captures = await capturesOf({ script: probing("exit 3") });
    expect(captures.get("collector")).toEqual({ kind: "unreadable", reason: "the probe failed with status 3" });
  });
});

describe.skipIf(!has("rpmbuild"))("with a database made by rpm", () => {
  const home = join(scratch, "home");
  const database = join(home, "rpm");
  const spec = `
Name: alpha
Epoch: 2
Version: 1.0
Release: 3.el9
Summary: Made by Ferry's tests
License: MIT
Vendor: Ferry Tests
BuildArch: noarch
Provides: alpha-thing = 1.5
Requires: /usr/share/beta/data.txt, (beta if gamma), delta < 3
Recommends: delta >= 2
Obsoletes: old-alpha < 1
%description
%{summary}
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/share/alpha %{buildroot}/usr/share/beta %{buildroot}/etc
touch %{buildroot}/usr/bin/alpha %{buildroot}/etc/alpha.conf %{buildroot}/usr/share/alpha/y %{buildroot}/usr/share/beta/data.txt
%files
/usr/bin/alpha
/usr/share/alpha
/etc/alpha.conf
%package -n beta
Summary: Made by Ferry's tests
%description -n beta
%{summary}
%files -n beta
/usr/share/beta
`;

  beforeAll(() => {
    mkdirSync(home);
    writeFileSync(join(home, "alpha.spec"), spec);
    writeFileSync(join(home, ".rpmmacros"), `%_dbpath ${database}\n`);
    const make = `rpmbuild -bb --define "_topdir $HOME/top" "$HOME/alpha.spec" && rpm -i --justdb --nodeps --force-debian "$HOME"/top/RPMS/noarch/*.rpm`;
    const run = spawnSync("sh", ["-c", make], { env: { ...process.env, HOME: home }, encoding: "utf8" });
    expect(run.status, run.stderr).toBe(0);
  });

  test("one run tells packages, dependencies and the files that matter", async () => {
    const captures = await capturesOf({ home });
    const packages = textOf(captures, "rpm-packages").split("\n").slice(0, -1).sort();
    expect(packages.map((line) => line.split("\t"))).toEqual(
      ["alpha", "beta"].map((name) => {
        const time = expect.stringMatching(/^\d+$/);
        const [before, after] = [`${name} 2 1.0 3.el9 noarch`, "0 alpha-1.0-3.el9.src.rpm (none) (none)"].map((words) =>
          words.split(" "),
        );
        return before?.concat("Ferry Tests", time, expect.any(String), time, after ?? []);
      }),
    );
    const dependencies = textOf(captures, "rpm-dependencies");
    expect(dependencies).toContain("P\talpha-2:1.0-3.el9.noarch\n");
    for (const line of [
      "provides\talpha-thing\t8\t1.5",
      "requires\t(beta if gamma)\t0\t",
      "requires\t/usr/share/beta/data.txt\t0\t",
      "requires\tdelta\t2\t3",
      "recommends\tdelta\t12\t2",
      "obsoletes\told-alpha\t2\t1",
    ]) {
      expect(dependencies).toContain(`\n${line}\n`);
    }
    expect(dependencies).not.toContain("(none)");
    expect(textOf(captures, "rpm-files")).toBe(
      "P\talpha-2:1.0-3.el9.noarch\n/etc/alpha.conf\n/usr/bin/alpha\nP\tbeta-2:1.0-3.el9.noarch\n/usr/share/beta/data.txt\n",
    );
  });

  test("a damaged database is unreadable, one without a file absent, one of 0 packages empty", async () => {
    const damaged = join(scratch, "damaged");
    mkdirSync(join(damaged, "rpm"), { recursive: true });
    writeFileSync(join(damaged, ".rpmmacros"), `%_dbpath ${damaged}/rpm\n`);
    expect((await capturesOf({ home: damaged })).get("rpm-packages")).toEqual({ kind: "absent" });
    writeFileSync(join(damaged, "rpm/rpmdb.sqlite"), "garbage".repeat(1000));
    for (const id of ["rpm-packages", "rpm-dependencies", "rpm-files"]) {
      expect((await capturesOf({ home: damaged })).get(id)).toMatchObject({
        kind: "unreadable",
        reason: expect.stringMatching(/^rpm -qa: /),
      });
    }
    rmSync(join(damaged, "rpm"), { recursive: true });
    expect(spawnSync("rpm", ["--initdb"], { env: { ...process.env, HOME: damaged } }).status).toBe(0);
    expect((await capturesOf({ home: damaged })).get("rpm-packages")).toMatchObject({ kind: "output", text: "" });
  });

  test.skipIf(!has("strace"))("it writes nothing: no file is made, changed, renamed or removed", async () => {
    const copy = join(scratch, "copy");
    cpSync(database, join(copy, "rpm"), { recursive: true });
    writeFileSync(join(copy, ".rpmmacros"), `%_dbpath ${copy}/rpm\n`);
    const snapshot = () =>
      readdirSync(join(copy, "rpm")).map((name) => [
        name,
        ...(name.endsWith("-shm") ? [] : [statSync(join(copy, "rpm", name)).mtimeMs]),
      ]);
    const before = snapshot();
    const logs = join(scratch, "strace");
    mkdirSync(logs);
    const calls =
      "open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,ftruncate";
    const more = "chmod,fchmod,fchmodat,chown,fchown,fchownat,mknod,mknodat,utimensat,setxattr,connect,bind";
    const strace = [
      "strace",
      "-ff",
      "-qq",
      "-y",
      "-o",
      join(logs, "log"),
      "-e",
      `trace=${calls},${more}`,
      "-e",
      "signal=none",
    ];
    await capturesOf({ prefix: strace, home: copy });
    const seen = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), "utf8").split("\n"));
    expect(seen.filter((line) => line.includes("/proc/meminfo"))).not.toEqual([]);
    const writes = seen
      .filter(
        (line) =>
          !/^$|detached/.test(line) && (!/^open(at)?\(/.test(line) || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line)),
      )
      .filter((line) => !/"\/dev\/(null|tty)"|AF_NETLINK/.test(line))
      // SQLite opens both files beside a database when root asks, as for any query; they are there already.
      .filter((line) => !/rpmdb\.sqlite-(wal|shm)[">]/.test(line));
    expect(writes).toEqual([]);
    expect(snapshot()).toEqual(before);
  });
});
