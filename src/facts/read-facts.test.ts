import * as fc from "fast-check";
import { expect, test } from "vitest";
import { processorTime } from "../../test/support/processor-time.ts";
import type { Capture } from "./capture.ts";
import { Facts } from "./facts.ts";
import { type ProbeId, probes } from "./probes.ts";
import { factsOf } from "./read-facts.ts";
import { readers } from "./readers.ts";

function output(text: string, truncated = false): Capture {
  return { kind: "output", text, truncated };
}

test("every fact has a reader, and every probe but the collector's own a reader that asks for it", () => {
  expect(Object.keys(readers).sort()).toEqual(Object.keys(Facts.shape).sort());
  const asked = new Set(Object.values(readers).flatMap((reader) => reader.needs));
  const probeIds = Object.keys(probes) as ProbeId[];
  expect([...asked].sort()).toEqual(probeIds.filter((probe) => probe !== "collector").sort());
});

test("what was not captured is unreadable", () => {
  const facts = factsOf(new Map());
  expect(facts.fstab).toEqual({ kind: "unreadable", reason: "not captured: fstab" });
  expect(Object.values(facts).every((fact) => fact.kind === "unreadable")).toBe(true);
});

test.each<readonly [string, Capture, unknown]>([
  ["absent", { kind: "absent" }, { kind: "absent" }],
  [
    "unreadable",
    { kind: "unreadable", reason: "permission denied" },
    { kind: "unreadable", reason: "permission denied" },
  ],
  ["cut", output("x", true), { kind: "unreadable", reason: "the answer of the probe lsblk was cut at its size limit" }],
  [
    "garbage",
    output("lsblk: failed\n"),
    { kind: "unreadable", reason: 'Cannot read lsblk: line 1 "lsblk: failed" has no NAME, TYPE and SIZE in bytes' },
  ],
  ["empty", output(""), { kind: "known", value: [] }],
])("a fact of a capture that is %s", (_, capture, fact) => {
  expect(factsOf(new Map([["lsblk", capture]])).blockDevices).toEqual(fact);
});

test("a probe that only adds to a fact may be missing, but not be garbage", () => {
  const captures = new Map([["proc-mounts", output("/dev/vda1 / xfs rw 0 0\n")]]);
  expect(factsOf(captures).mounts.kind).toBe("known");
  const packages = new Map([
    ["rpm-packages", output("")],
    ["rpm-dependencies", output("what\n")],
  ]);
  expect(factsOf(packages).packages).toMatchObject({ kind: "unreadable" });
});

test("sockets are read in the host's byte order", () => {
  const captures = new Map([
    ["uname", output("s390x\n5.14.0\n")],
    ["sockets", output("==> tcp <==\n 0: 7F000001:0016 00000000:0000 0A\n")],
  ]);
  expect(factsOf(captures).sockets).toEqual({
    kind: "known",
    value: [{ protocol: "tcp", address: "127.0.0.1", port: 22 }],
  });
});

/** Lines that look like parts of some answer, so that fuzzing gets past the first check. */
const pieces = fc.constantFrom(
  ...'\n|\t| |==> /etc/a.repo <==\n|==> tcp <==\n|==> ss <==\n|[main]\n|a=b\n|P\tx-(none):1-1.noarch\n|requires\ta\t8\t1\n|NAME="sda" TYPE="disk" SIZE="1"|uefi\n|bios\n|mode: enforcing\n|container: none\nvm: kvm\n|(none)|0: 0100007F:0016|0A|/dev/sda1 / xfs rw 0 0|Filesystem Inodes|100 1 99 1% /|sshd.service loaded active running|ID=a\n|\\040|\\x20|__proto__|constructor|x86_64\n|MemTotal: 1 kB\n|SwapTotal: 1 kB\n|1 /boot/vmlinuz-1|0000:00:00.0 0600 8086 1237 - - -|[::]:22|*:80|tcp LISTEN 0 0 '.split(
    "|",
  ),
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 40 }).map((parts) => parts.join("")),
);

test("factsOf() never throws, whatever a host answers, and gives facts as the schema says", () => {
  const captures = fc.dictionary(fc.constantFrom(...Object.keys(probes)), text, { minKeys: 20, noNullPrototype: true });
  fc.assert(
    fc.property(captures, (texts) => {
      const facts = factsOf(new Map(Object.entries(texts).map(([probe, answer]) => [probe, output(answer)])));
      expect(Facts.safeParse(facts).error?.issues).toBeUndefined();
    }),
    { numRuns: 1500 },
  );
});

const starts = ["", "==> ss <==\n", "==> tcp <==\n", "==> /a/ifcfg-x <==\n", "==> /a.conf <==\n[main]\n", "P\ta\n"];

test.each(Object.keys(probes))("an answer of %s with one endless line is read in linear time", (probe) => {
  const whole = ["rpm-packages", "proc-mounts", "dnf-conf", "repos"].map((id) => [id, output("")] as const);
  for (const start of starts) {
    for (const part of [" ", "a ", "/ 1 ", "1 ", '"', "a=", ":", "0", "a,", "\\"]) {
      const answer = output(start + part.repeat(20_000));
      const captures = new Map([["uname", output("x86_64\n1\n")] as const, ...whole, [probe, answer] as const]);
      const before = processorTime();
      factsOf(captures);
      expect(processorTime() - before).toBeLessThan(3000);
    }
  }
});
