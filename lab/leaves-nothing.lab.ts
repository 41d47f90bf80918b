import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findLab, type Lab, startLab } from "./lab.ts";
import { labPaths } from "./lab-paths.ts";
import { tracesLeft, tracesOf } from "./test-support/lab-traces.ts";

/** A lab with one of everything that might stay behind. */
async function busyLab(): Promise<Lab> {
  const lab = await startLab();
  const release = lab.files.releases[0] ?? "";
  const [host] = await lab.hosts([
    {
      name: "web1",
      release,
      disk: "700M",
      boot: "100M",
      data: { fileSystem: "btrfs", size: "200M", mountPoint: "/srv" },
    },
    { name: "web2", release, init: "sshd" },
    { name: "web3", release, root: "btrfs", init: "sshd" },
  ]);
  await host?.must(
    "truncate -s 20M /srv/image && mkfs.ext4 -q /srv/image && mkdir /mnt/inner && mount -o loop /srv/image /mnt/inner",
  );
  // An ssh master in the background, as Ferry leaves one: nobody's child, with the lab's network in its hands.
  await lab.exec("ssh", ["-M", "-N", "-f", "-S", `${labPaths(lab.id).folder}/master`, "web1"]);
  return lab;
}

test("an ended lab leaves no process, namespace, mount, loop device, cgroup or file", async () => {
  const lab = await busyLab();
  const traces = await tracesOf(lab);
  expect(traces.processes.size).toBeGreaterThan(10);
  expect(traces.namespaces.size).toBeGreaterThan(10);
  await lab.end();
  expect(existsSync(traces.folder)).toBe(false);
  expect(await tracesLeft(traces)).toEqual([]);
});

test("nor does one whose daemon is killed", async () => {
  const lab = await busyLab();
  const traces = await tracesOf(lab);
  process.kill((await lab.describe()).daemon, "SIGKILL");
  expect(await tracesLeft(traces)).toEqual([]);
  await lab.end();
});

test("nor does one whose parent is killed", async () => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, "test-support/start-and-stay.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [chunk] = (await once(parent.stdout, "data")) as [Buffer];
  const traces = await tracesOf(await findLab(chunk.toString().trim()));
  parent.kill("SIGKILL");
  expect(await tracesLeft(traces)).toEqual([]);
});

test("one whose keeper is killed ends too, and the next lab clears up after it", async () => {
  const lab = await busyLab();
  const traces = await tracesOf(lab);
  const { daemon } = await lab.describe();
  const keeper = Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${daemon}/status`, "utf8"))?.[1]);
  process.kill(keeper, "SIGKILL");
  await expect.poll(() => existsSync(`/proc/${daemon}`), { timeout: 10_000 }).toBe(false);
  await (await startLab()).end();
  expect(await tracesLeft(traces)).toEqual([]);
});

test("a second lab of the same id is refused, and the first lives on", async () => {
  await using lab = await startLab();
  await expect(startLab({ id: lab.id })).rejects.toThrow(`Cannot start lab "${lab.id}": it is up already`);
  expect((await lab.describe()).id).toBe(lab.id);
});
