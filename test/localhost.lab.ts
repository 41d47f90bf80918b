import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, startLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { expectConverted } from "./support/lab-host.ts";

const checkout = resolve(import.meta.dirname, "..");
let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});

afterAll(async () => {
  await lab.end();
});

test("a host that moves itself goes on by itself after its own reboot, and leaves no unit behind", async () => {
  const host = await lab.host({
    name: "itself",
    release: "centos-stream-9",
    share: [
      { from: checkout, to: "/opt/ferry" },
      { from: lab.files.keys.directory, to: "/opt/keys" },
    ],
  });
  const boot = await host.bootId();
  const move = "/opt/ferry/bin/ferry migrate localhost --yes --rehearsal off --no-backup --gpg-key /opt/keys/alma.asc";
  // Nobody waits at the other end of a line: the host is on its own.
  await host.must(`FERRY_LAB_ONLY=1 setsid ${move} </dev/null >/root/move.log 2>&1 &`);
  await host.waitUntilUp({ bootIdNot: boot, seconds: 480 });
  expect(await endOf(host)).toBe("converted");
  await expectConverted(host, boot);
  expect(await host.must("ls /etc/systemd/system/ferry-continue.service 2>/dev/null || true")).toBe("");
});

/** Waits until the host's own Ferry has come to an end. */
async function endOf(host: LabHost): Promise<string | undefined> {
  for (let second = 0; second < 300; second += 5) {
    const list = await host.run("/opt/ferry/bin/ferry run list --json");
    const end = /"(converted|rolled-back|stopped|needs-you|asking)":1/.exec(list.stdout)?.[1];
    if (end !== undefined) return end;
    await sleep(5000);
  }
  return undefined;
}
