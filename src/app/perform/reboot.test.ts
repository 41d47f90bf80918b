import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { factsOf } from "../../facts/read-facts.ts";
import type { HostLine } from "../../hosts/host-line.ts";
import type { MigrationOptions } from "../migration-options.ts";
import { keepFacts } from "./facts-file.ts";
import { FirstLook } from "./first-look.ts";
import type { PerformContext } from "./performer.ts";
import { blackoutCard, reboot } from "./reboot.ts";

const at = Date.UTC(2026, 10, 23, 12, 0, 0);

test("the blackout card says since when, until when, and what the guess rests on", () => {
  expect(blackoutCard("web1", at, 40, 600)).toEqual([
    "web1 is away since 12:00:00Z; expected back about 12:01:00Z (its last boot took 40 s)",
    "Ferry waits until 12:10:00Z. Do not reset it before: disks may be checked. Its console (hypervisor, BMC) shows where it stands",
  ]);
});

test("a host whose boot nobody measured gets a usual time, and the card says so", () => {
  expect(blackoutCard("web1", at, undefined, 600)[0]).toBe(
    "web1 is away since 12:00:00Z; expected back about 12:02:20Z (its last boot was not measured)",
  );
});

const folder = mkdtempSync(join(tmpdir(), "ferry-reboot-"));
afterAll(() => rmSync(folder, { recursive: true }));

const options: MigrationOptions = {
  repositories: [],
  gpgKeyFiles: [],
  rehearsal: "off",
  backup: { mode: "off", dataPaths: [], databases: "none", snapshots: "none" },
  hold: { units: [] },
  probes: { urls: [], sql: [], files: [], expected: [] },
  reboot: "yes",
  rebootSeconds: 60,
  rollback: "auto",
  waivers: [],
};

/** A host that nobody may speak to. */
const silent: HostLine = {
  name: "web1",
  target: { kind: "local", become: false },
  run: () => Promise.reject(new Error("it was told something")),
};

async function contextOf(vm: string, container: string, line = silent): Promise<PerformContext> {
  const text = `container: ${container}\nvm: ${vm}\n`;
  const facts = factsOf(new Map([["virtualization", { kind: "output", text, truncated: false }]]));
  const context = { folder: mkdtempSync(join(folder, "run-")) };
  await keepFacts(context, {
    schema: "ferry/facts/1",
    host: "web1",
    collectedAt: "2026-11-23T12:00:00Z",
    source: "local",
    facts,
  });
  const look = new FirstLook(line, { probes: options.probes, observes: false });
  return { ...context, line, look, run: "r1", options, results: new Map(), report: () => {} };
}

test("neither way is a container told to reboot, whatever earlier steps said", async () => {
  const context = await contextOf("kvm", "lxc");
  for (const go of [reboot.perform, reboot.undo]) {
    expect(await go?.(context)).toMatchObject({ kind: "done", result: { rebooted: false } });
  }
});

test("both ways a machine is asked for its boot", async () => {
  const context = await contextOf("kvm", "none");
  for (const go of [reboot.perform, reboot.undo]) {
    await expect(go?.(context)).rejects.toThrow("it was told something");
  }
});

/** A host that boots when it is told to; the first order is lost on the way where `isDeaf` says so. */
function bootingHost(isDeaf: boolean) {
  const orders: string[] = [];
  let looks = 0;
  const line: HostLine = {
    ...silent,
    run: async (script, { fresh = false } = {}) => {
      if (script.includes("systemctl reboot")) {
        orders.push(fresh ? "fresh" : "shared");
        return isDeaf && orders.length === 1
          ? { kind: "unreachable", reason: "the connection is gone" }
          : { kind: "ended", status: 0, stdout: "", stderr: "" };
      }
      looks += 1;
      if (isDeaf && looks === 3) vi.setSystemTime(Date.now() + 21_000);
      const boot = orders.length > (isDeaf ? 1 : 0) ? "b" : "a";
      const id = `${boot.repeat(8)}-${"0000-".repeat(3)}${"0".repeat(12)}`;
      return { kind: "ended", status: 0, stdout: `${id}\n5.14\nrunning\n--\n`, stderr: "" };
    },
  };
  return { line, orders };
}

test("the order goes over the open connection, and once where it was heard", async () => {
  const { line, orders } = bootingHost(false);
  expect(await reboot.perform(await contextOf("kvm", "none", line))).toMatchObject({ kind: "done" });
  expect(orders).toEqual(["shared"]);
});

test("an order that nobody heard of is given again over a new connection", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  try {
    const { line, orders } = bootingHost(true);
    expect(await reboot.perform(await contextOf("kvm", "none", line))).toMatchObject({ kind: "done" });
    expect(orders).toEqual(["shared", "fresh"]);
  } finally {
    vi.useRealTimers();
  }
});
