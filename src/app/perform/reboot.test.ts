import { expect, test } from "vitest";
import { blackoutCard } from "./reboot.ts";

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
