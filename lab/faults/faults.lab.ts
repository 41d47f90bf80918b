import { once } from "node:events";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../scripts/generate/random.ts";
import { type Lab, startLab } from "../lab.ts";
import type { LabHost } from "../lab-host.ts";
import { allFaults } from "./all-faults.ts";
import type { FaultContext, Injection } from "./lab-fault.ts";

const release = "centos-stream-9";
let lab: Lab;
let host: LabHost;
let context: FaultContext;
const random = seededRandom("faults");

beforeAll(async () => {
  lab = await startLab();
  host = await lab.host({ name: "web1", release, disk: "3G" });
  context = { lab, host, patienceSeconds: 60 };
});
afterAll(async () => {
  await lab.end();
});

function find(name: string) {
  const fault = allFaults.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`There is no fault "${name}"`);
  return fault;
}

async function play(name: string): Promise<Injection> {
  return find(name).inject(context, random);
}

async function heal(name: string): Promise<void> {
  await find(name).heal(context);
}

/** What curl says of a file of AlmaLinux's mirror, on the host. */
async function fetch(path: string): Promise<string> {
  const url = `https://repo.almalinux.org/almalinux/9/BaseOS/x86_64/os/${path}`;
  const { exitCode, stdout } = await host.run(`curl -s -m 3 -o /tmp/fetched -w '%{http_code}' ${url}`);
  return `${exitCode} ${stdout}`;
}

test("names and words are there, once each", () => {
  expect(new Set(allFaults.map(({ name }) => name)).size).toBe(allFaults.length);
  for (const { name, words } of allFaults) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(words).toMatch(/^[A-Z].{20,120}[^.]$/);
  }
});

test("healing what was not played does no harm", async () => {
  for (const fault of allFaults) await fault.heal(context);
  await host.must("true");
});

test("kill-transaction kills what holds rpm's lock, and leaves a half-done transaction", async () => {
  await host.must("systemd-run --unit=convert -p StandardOutput=file:/root/log dnf -y reinstall '*'");
  const injection = await find("kill-transaction").inject(context, { ...random, fraction: () => 0.2 });
  expect(injection).toMatchObject({ kind: "played", what: expect.stringMatching(/^killed .* on web1, 1.00 s into/) });
  await expect
    .poll(async () => (await host.run("systemctl show -p Result convert")).stdout.trim(), { timeout: 20_000 })
    .toBe("Result=signal");
  const log = await host.must("cat /root/log");
  expect(log).toContain("Running transaction\n");
  expect(log).not.toContain("Complete!");
}, 120_000);

test("without a transaction, a controller or a database those faults are missed", async () => {
  const short = { ...context, patienceSeconds: 1 };
  for (const name of ["kill-transaction", "kill-controller", "kill-postgres"]) {
    expect((await find(name).inject(short, random)).kind).toBe("missed");
  }
});

test("kill-controller and kill-postgres kill what they say", async () => {
  const script =
    'cp "$(command -v sleep)" /tmp/postgres.$$/postgres && /tmp/postgres.$$/postgres 60; echo ended by $?; sleep 60';
  const controller = lab.spawn("sh", ["-c", `mkdir /tmp/postgres.$$; ${script}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await expect.poll(() => play("kill-postgres"), { timeout: 10_000 }).toMatchObject({ kind: "played" });
  const [words] = (await once(controller.stdout!, "data")) as [Buffer];
  expect(words.toString()).toBe("ended by 137\n");
  const injection = await find("kill-controller").inject({ ...context, controller }, random);
  expect(injection).toEqual({ kind: "played", what: `killed Ferry, process ${controller.pid}` });
  await expect.poll(() => controller.signalCode).toBe("SIGKILL");
  rmSync(`/tmp/postgres.${controller.pid}`, { recursive: true });
});

test("cut-line, change-host-key", async () => {
  const probe = () => lab.exec("ssh", ["-o", "ConnectTimeout=2", "web1", "true"]);
  for (const name of ["cut-line", "change-host-key"]) {
    expect((await play(name)).kind).toBe("played");
    expect((await probe()).exitCode).toBe(255);
    await heal(name);
    expect((await probe()).exitCode).toBe(0);
  }
});

test("reboot-host and cut-power boot the host again, never-comes-back does not", async () => {
  for (const name of ["reboot-host", "cut-power"]) {
    const bootIdNot = await host.bootId();
    expect((await play(name)).kind).toBe("played");
    await host.waitUntilUp({ bootIdNot });
  }
  await play("never-comes-back");
  await play("reboot-host");
  await expect.poll(async () => (await host.power()).kind, { timeout: 30_000 }).toBe("absent");
  await heal("never-comes-back");
  await host.waitUntilUp();
});

test("fill-disk leaves little, and gives it back; there is no /boot to fill", async () => {
  expect((await play("fill-disk")).kind).toBe("played");
  expect((await host.run("head -c 50M /dev/zero > /var/more; rm /var/more")).stderr).toContain("No space left");
  await heal("fill-disk");
  await host.must("head -c 50M /dev/zero > /var/more; rm /var/more");
});

test.each([
  ["mirror-gone", "repodata/repomd.xml", /^(52|35|56) /],
  ["mirror-503", "repodata/repomd.xml", /^0 503$/],
  ["late-mirror", "repodata/repomd.xml", /^0 200$/],
  ["rogue-signature", "repodata/repomd.xml", /^0 200$/],
  ["corrupt-metadata", "repodata/repomd.xml", /^0 200$/],
] as const)("%s", async (name, path, seen) => {
  await play(name);
  expect(await fetch(path)).toMatch(seen);
  await heal(name);
  expect(await fetch(path)).toBe("0 200");
});

test("faults of packages meet the packages of one letter", async () => {
  for (const name of ["packages-404", "corrupt-packages", "cut-packages", "stalled-mirror"]) {
    const injection = await play(name);
    const letter = /\*\/(.)\[/.exec(injection.kind === "played" ? injection.what : "")?.[1] ?? "";
    const listing = await lab.exec("sh", [
      "-c",
      'cd "$1" && find . -name "$2*.rpm" | head -n 1',
      "sh",
      mirrored(),
      letter,
    ]);
    const path = listing.stdout.trim().slice(2);
    if (path === "") continue;
    await fetch(path);
    const last = (await lab.mirror.requests()).at(-1);
    expect(last).toMatchObject({ path: expect.stringContaining(path), faults: [expect.any(String)] });
    await heal(name);
  }
});

test("fail-pre and hang-post set the flags that the lab's package looks for", async () => {
  for (const name of ["fail-pre", "fail-post", "hang-pre", "hang-post"]) {
    expect((await play(name)).kind).toBe("played");
    await host.must(`test -e /run/lab/${name}`);
    await heal(name);
    await host.must(`test ! -e /run/lab/${name}`);
  }
});

test("a healed flag is gone from the copy of /run that a rehearsal has made, too", async () => {
  const root = "/var/lib/ferry/runs/r1/rehearsal/root";
  const copy = `mkdir -p ${root}/run && mount -t tmpfs none ${root}/run && mkdir ${root}/run/lab && touch ${root}/run/lab/hang-post`;
  await host.must(
    `systemd-run --unit=copy -p PrivateMounts=yes sh -c '${copy} && touch /run/copied && exec sleep 1000'`,
  );
  await expect.poll(() => host.run("test -e /run/copied").then(({ exitCode }) => exitCode)).toBe(0);
  const flag = `/proc/$(systemctl show -p MainPID --value copy)/root${root}/run/lab/hang-post`;
  await host.must(`test -e ${flag}`);
  await heal("hang-post");
  await host.must(`test ! -e ${flag} && systemctl stop copy && rm -rf /var/lib/ferry /run/copied`);
});

function mirrored(): string {
  return `${lab.files.www}/repo.almalinux.org/almalinux/9/BaseOS/x86_64/os`;
}
