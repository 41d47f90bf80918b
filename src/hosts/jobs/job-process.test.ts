import * as fc from "fast-check";
import { expect, test } from "vitest";
import { youngestLeaf } from "./job-process.ts";

test("the youngest process without a child of its own is what a job is at", () => {
  const text = [
    "1000.50 100",
    "10 1 50000 timeout -k 60 900 /usr/libexec/platform-python -IB script",
    "11 10 50001 /usr/libexec/platform-python -IB script",
    "12 11 90010 systemd-inhibit --what=shutdown:sleep cat",
    "13 12 90020 cat",
    "14 11 90000 /bin/sh /var/tmp/rpm-tmp.x1 2",
    "15 14 90005 sleep 600",
    "",
  ].join("\n");
  expect(youngestLeaf(text)).toEqual({ pid: 15, seconds: 100, command: "sleep 600" });
});

test("an agent without a child is what the job is at, whatever holds off a shutdown", () => {
  const text = "100 100\n11 10 1000 python script\n12 11 2000 systemd-inhibit cat\n13 12 2001 cat\n";
  expect(youngestLeaf(text)).toMatchObject({ pid: 11, seconds: 90 });
});

test.each(["", "x", "1 0\n1 2 3 x", "100 100\n", "100 100\nnonsense\n"])("%j tells of none", (text) => {
  expect(youngestLeaf(text)).toBeUndefined();
});

test("whatever a host answers, what is shown is short and has no control characters", () => {
  const line = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.string()).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const found = youngestLeaf(["100 100", ...lines].join("\n"));
      if (found === undefined) return;
      expect(found.command.length).toBeLessThanOrEqual(200);
      expect(found.command).not.toMatch(/[\u0000-\u001f\u007f]/);
      expect(found.seconds).toBeGreaterThanOrEqual(0);
    }),
  );
});
