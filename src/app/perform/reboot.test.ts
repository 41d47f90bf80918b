import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
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

async function contextOf(vm: string, container: string): Promise<PerformContext> {
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
  const look = new FirstLook(silent, { probes: options.probes, observes: false });
  return { ...context, line: silent, look, run: "r1", options, results: new Map(), report: () => {} };
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
