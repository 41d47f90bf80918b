import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { buildLab } from "../lab/images/build-lab.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { type BenchOptions, type BenchResult, median } from "./bench-result.ts";

const release = "centos-stream-9";
const ferry = resolve(import.meta.dirname, "../bin/ferry");
const watcher = resolve(import.meta.dirname, "watch-outage.ts");
const peer = "bare release swap and dnf distro-sync";

/** The release swap and distro-sync as one does them by hand, and nothing else: no check, no copy, no proof. */
const bareConversion = `set -e
cd /root
for package in release repos gpg-keys; do curl -sfO https://repo.almalinux.org/almalinux/almalinux-$package-latest-9.x86_64.rpm; done
curl -sfo key https://repo.almalinux.org/almalinux/RPM-GPG-KEY-AlmaLinux-9
rpm --import key
rpm -K almalinux-*.rpm
rpm -e --nodeps $(rpm -qa 'centos-stream-*' 'centos-gpg-keys' 'centos-logos*')
rpm -U almalinux-*.rpm
dnf -y -q distro-sync
`;

interface Times {
  /** Seconds without an answer from the host's web server. */
  readonly outage: number;
  /** Seconds from the command to its end, with the host rebooted. */
  readonly total: number;
  /** CPU seconds of all that works in the lab meanwhile: the host, its mirror, Ferry, PostgreSQL, ssh. */
  readonly cpu: number;
}

/**
 * One host of the lab is converted by Ferry (without rehearsal and restore point, which the other side does not have), another
 * of the same image by a bare release swap and distro-sync; both reboot.
 */
export async function run({ runs, say }: BenchOptions): Promise<BenchResult> {
  await buildLab({ releases: [release], progress: say });
  await using lab = await startLab();
  // PostgreSQL's account must be able to enter it.
  const folder = mkdtempSync("/var/lib/ferry-bench-");
  chmodSync(folder, 0o755);
  const [own, bare]: [Times[], Times[]] = [[], []];
  // Nothing is deleted before the end: ext4 looks at every inode that was freed in the last minutes when it wants a new one
  // (recently_deleted() of fs/ext4/ialloc.c), which made the transaction after a removed host half as long again.
  for (let i = 0; i < runs; i++) {
    own.push(await measure(lab, `own${i}`, (host) => byFerry(lab, host, folder)));
    bare.push(await measure(lab, `bare${i}`, byHand));
    say(`run ${i + 1}: Ferry ${words(own.at(-1))}; ${peer} ${words(bare.at(-1))}`);
  }
  rmSync(folder, { recursive: true });
  const outage = compare("outage", own, bare);
  return { ...outage, bench: "convert", parts: [outage, compare("total", own, bare), compare("cpu", own, bare)] };
}

/** The ratio is the median of those of each Ferry's run and the bare one after it: the machine's speed changes within minutes. */
function compare(what: keyof Times, own: readonly Times[], bare: readonly Times[]): BenchResult {
  const [figure, other] = [median(own.map((times) => times[what])), median(bare.map((times) => times[what]))];
  const ratios = own.map((times, index) => bare[index]![what] / times[what]);
  return {
    bench: `convert, ${what}`,
    unit: "s",
    ferry: figure,
    peers: { [peer]: other },
    ratio: { [peer]: median(ratios) },
  };
}

function words(times: Times | undefined): string {
  return `${times?.outage.toFixed(1)} s outage, ${times?.total.toFixed(1)} s in all, ${times?.cpu.toFixed(1)} s of CPU`;
}

async function measure(lab: Lab, name: string, convert: (host: LabHost) => Promise<void>): Promise<Times> {
  const host = await lab.host({ name, release });
  const watch = lab.spawn(process.execPath, [watcher, host.address], { stdio: ["pipe", "pipe", "inherit"] });
  const seen = text(watch.stdout!);
  const { cgroup } = await lab.describe();
  const before = cpuSeconds(cgroup);
  const started = performance.now();
  await convert(host);
  const total = (performance.now() - started) / 1000;
  const cpu = cpuSeconds(cgroup) - before;
  watch.stdin!.end();
  const outage = Number(await seen);
  const system = await host.must("cat /etc/redhat-release");
  if (!system.startsWith("AlmaLinux"))
    throw new Error(`Cannot compare: the host is not converted, it is ${system.trim()}`);
  await host.powerOff();
  return { outage, total, cpu };
}

/** What a cgroup and those below it have used so far (cgroup v2, cpu.stat). */
function cpuSeconds(cgroup: string): number {
  const used = /^usage_usec (\d+)$/m.exec(readFileSync(join(cgroup, "cpu.stat"), "utf8"));
  return Number(used?.[1]) / 1e6;
}

/** By a controller that keeps its history in `folder`; each conversion reads the repositories anew. */
async function byFerry(lab: Lab, host: LabHost, folder: string): Promise<void> {
  const options = ["--yes", "--quiet", "--rehearsal", "off", "--no-backup", "--gpg-key", lab.files.keys.alma];
  // The code is compiled as after any earlier command of this user, like the host's Python.
  const compiled = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ferry/node");
  const env = {
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? compiled,
    XDG_CACHE_HOME: join(folder, "cache", host.name),
    FERRY_STATE: join(folder, "state"),
  };
  const { exitCode, stdout, stderr } = await lab.exec(ferry, ["migrate", host.name, ...options], { env });
  if (exitCode !== 0) throw new Error(`Cannot compare: ferry migrate ended with ${exitCode}: ${stdout}${stderr}`);
}

async function byHand(host: LabHost): Promise<void> {
  const { exitCode, stderr } = await host.run("bash -s", { input: bareConversion });
  if (exitCode !== 0) throw new Error(`Cannot compare: the bare conversion ended with ${exitCode}: ${stderr}`);
  const bootIdNot = await host.bootId();
  await host.run("systemctl reboot");
  await host.waitUntilUp({ bootIdNot });
  await host.must(
    "systemctl is-system-running --wait || true; curl -sf --retry 20 --retry-connrefused --retry-delay 1 -o /dev/null http://localhost/",
  );
}
