import { mkdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab, whyNoLab } from "../lab.ts";
import type { ProgramResult } from "../run-program.ts";
import { VirtualMachine } from "./virtual-machine.ts";
import { vmDisk } from "./vm-disk.ts";
import { whyNoVm } from "./why-no-vm.ts";

const why = whyNoLab() ?? whyNoVm();
const ferry = resolve("bin/ferry");

/** A whole move of a machine whose instructions are translated takes minutes: ten on two processors that do nothing else. */
const MOVE_SECONDS = 3600;

// What only a machine with a boot loader, a kernel and disks of its own can show. The tests have one machine, that they find
// as it was after its first boot.
describe.skipIf(why !== undefined)(`the move of a machine${why === undefined ? "" : ` (not run: ${why})`}`, () => {
  let lab: Lab;
  let machine: VirtualMachine;
  let before: State;

  beforeAll(async () => {
    lab = await startLab();
    const disk = await vmDisk(lab.files, "centos-stream-9", "thick");
    machine = await VirtualMachine.make(lab, { name: "vm1", disk, memoryMegabytes: 1536 });
    await machine.powerOn();
    await machine.waitUntilUp();
    before = await look(machine);
    await machine.saveState("fresh");
  });

  afterAll(async () => {
    await lab?.end();
    if (lab !== undefined) for (const folder of stateFolders(lab)) await rm(folder, { recursive: true, force: true });
  });

  test("boots into AlmaLinux's kernel, and goes back to CentOS's by the snapshot of its root", async () => {
    await move(lab, "first", ["migrate", "vm1", ...given(lab)]);
    const after = await look(machine);
    expect(after.release).toMatch(/^AlmaLinux /);
    expect(after.kernel).not.toBe(before.kernel);
    expect(after.running).not.toBe(before.running);
    expect(after.packages).not.toBe(before.packages);

    await machine.must("echo later > /srv/later; sync");
    await move(lab, "first", ["backup", "restore", "vm1", "--snapshot", "--yes"]);
    await machine.reboot();
    expect(await look(machine)).toEqual(before);
    expect((await machine.run("test -e /srv/later")).exitCode).toBe(1);
  });

  test("goes on after a power cut in the middle of the transaction", async () => {
    await machine.loadState("fresh");
    const bootIdNot = (await machine.must("cat /proc/sys/kernel/random/boot_id")).trim();
    // What this proves needs no way back, and each minute of such a machine counts.
    const args = ["migrate", "vm1", ...given(lab), "--no-backup"];
    await mkdir(environment(lab, "cut")["FERRY_STATE"] ?? "", { recursive: true });
    const first = lab.spawn(ferry, args, {
      stdio: "ignore",
      env: environment(lab, "cut"),
    });
    await untilPackagesCome(machine, 60);
    // The controller is in the same building.
    await machine.powerCut();
    first.kill("SIGKILL");
    await machine.powerOn();
    await machine.waitUntilUp({ bootIdNot });
    const half = await machine.must(twice);
    expect(half, "the transaction was over before the power was cut").not.toBe("");

    await move(lab, "cut", args);
    const after = await look(machine);
    expect(after.release).toMatch(/^AlmaLinux /);
    expect(after.running).not.toBe(before.running);
    expect(after.data).toBe(before.data);
    expect(await machine.must(twice)).toBe("");
    await machine.must("rpmdb --verifydb && dnf -q -C check");
  });
});

/** The rehearsal is proven on hosts that are faster; here it would take minutes. */
function given(lab: Lab): readonly string[] {
  return ["--yes", "--gpg-key", lab.files.keys.alma, "--rehearsal", "off"];
}

function stateFolders(lab: Lab): readonly string[] {
  return ["first", "cut"].map((name) => `/var/lib/ferry-vm-${lab.id}-${name}`);
}

/** Each test has a Ferry of its own, that has never heard of the machine. */
function environment(lab: Lab, name: "first" | "cut"): NodeJS.ProcessEnv {
  const folder = `/var/lib/ferry-vm-${lab.id}-${name}`;
  return { FERRY_STATE: folder, XDG_CACHE_HOME: `${folder}/cache` };
}

/** Runs a command of Ferry's that must succeed. */
async function move(lab: Lab, name: "first" | "cut", args: readonly string[]): Promise<ProgramResult> {
  await mkdir(environment(lab, name)["FERRY_STATE"] ?? "", { recursive: true });
  const result = await lab.exec(ferry, args, { env: environment(lab, name), timeoutSeconds: MOVE_SECONDS });
  expect(result.exitCode, `ferry ${args.join(" ")}\n${result.stdout}${result.stderr}`).toBe(0);
  return result;
}

/** Packages that are there twice, as half of a transaction leaves them. */
const twice = "rpm -qa --qf '%{name}.%{arch}\\n' | grep -v -E '^(gpg-pubkey|kernel)' | sort | uniq -d";

/** Waits until so many packages of AlmaLinux are in the machine's database. */
async function untilPackagesCome(machine: VirtualMachine, least: number): Promise<void> {
  const limit = performance.now() + MOVE_SECONDS * 1000;
  const count = "rpm -qa --qf '%{vendor}\\n' | grep -c AlmaLinux";
  while (performance.now() < limit) {
    const { stdout } = await machine.run(count, { timeoutSeconds: 120 });
    if (Number(stdout) >= least) return;
    await sleep(500);
  }
  throw new Error(`The transaction on ${machine.name} has not come to ${least} packages in ${MOVE_SECONDS} s`);
}

interface State {
  readonly release: string;
  /** What the host says its kernel is, and what the kernel says it is. */
  readonly kernel: string;
  readonly running: string;
  /** The entry that GRUB boots, and those it has. */
  readonly boot: string;
  readonly packages: string;
  readonly programs: string;
  readonly configuration: string;
  readonly data: string;
}

async function look(machine: VirtualMachine): Promise<State> {
  return {
    release: await machine.must("cat /etc/redhat-release"),
    kernel: await machine.must("uname -r"),
    running: await machine.must("cut -d' ' -f3 /proc/version"),
    boot: await machine.must("grub2-editenv - list | grep saved_entry; ls /boot/loader/entries"),
    packages: await machine.must("rpm -qa --qf '%{nevra} %{sigmd5}\\n' | sort"),
    programs: await machine.must(digest("/usr/bin /usr/sbin /usr/lib64")),
    // LVM keeps there what it was before each change.
    configuration: await machine.must(digest("/etc", "/etc/lvm/(archive|backup)")),
    data: await machine.must(digest("/srv /home /opt /var/www")),
  };
}

/** One digest of all files and links of some folders, but for those whose path matches. */
function digest(folders: string, but = "^$"): string {
  const files = `find $(ls -d ${folders} 2>/dev/null) -xdev -regextype posix-extended -not -regex '${but}.*'`;
  return `{ ${files} -type f -print0 | sort -z | xargs -0 -r sha256sum; ${files} -type l -printf '%p %l\\n' | sort; } | sha256sum`;
}
