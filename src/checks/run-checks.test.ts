import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { absent, known, unreadable } from "../facts/fact.ts";
import { Facts } from "../facts/facts.ts";
import { planRoute } from "../routes/plan-route.ts";
import { check, type Finding } from "./check.ts";
import { exampleHop } from "./examples.ts";
import { checks } from "./index.ts";
import { type Assessed, runChecks } from "./run-checks.ts";

const catalog = parseCatalog(dataFiles());
const nothing = Object.fromEntries(Object.keys(Facts.shape).map((name) => [name, unreadable("not run")])) as Facts;

function finding(title: string, rest: Partial<Finding> = {}): Finding {
  return { severity: "low", inhibitor: false, title, seen: "s", risk: "r", fix: "f", ...rest };
}
const probe = check({
  id: "test/probe",
  code: "F-0998",
  title: "Probe",
  why: "For the test",
  hops: ["upgrade-to-9", "convert"],
  worst: "inhibitor",
  needs: ["memory"],
  mayLack: ["fips"],
  examples: [],
  run: ({ memory, fips }, { hops }) =>
    memory.totalBytes === 0
      ? { kind: "undecided", because: "no memory at all" }
      : memory.totalBytes === 1
        ? []
        : [finding(`${memory.totalBytes} bytes, fips ${fips ?? "not known"}, ${hops.length} hop`)],
});
const second = {
  ...probe,
  id: "test/second",
  code: "F-0997" as const,
  run: () => [finding("z", { severity: "high" })],
};
const third = {
  ...probe,
  id: "test/third",
  code: "F-0999" as const,
  run: () => [finding("i", { severity: "high", inhibitor: true })],
};

function assessed(
  facts: Partial<Facts>,
  hops: Assessed["hops"] = exampleHop("convert", "centos-stream-9", "almalinux-9").hops,
): Assessed {
  const [first] = hops;
  if (first === undefined) throw new Error("no hop");
  return { facts: { ...nothing, fips: absent, ...facts }, release: first.from, hops, today: "2026-11-22" };
}
const memory = (totalBytes: number) => ({ memory: known({ totalBytes, swapBytes: 0 }) });
const toAlma = (major: number) => exampleHop("upgrade", `almalinux-${major - 1}`, `almalinux-${major}`).hops;

test.each([
  ["found", assessed(memory(5)), "found"],
  ["nothing found", assessed(memory(1)), "passed"],
  ["undecided", assessed(memory(0)), "unknown"],
  ["a needed fact is absent", assessed({ memory: absent }), "not-applicable"],
  ["a needed fact is unreadable", assessed({}), "unknown"],
  ["a fact it may lack is unreadable", assessed({ ...memory(5), fips: unreadable("not root") }), "unknown"],
  ["another hop", assessed(memory(5), toAlma(10)), "not-applicable"],
  ["the hop to 9", assessed(memory(5), toAlma(9)), "found"],
])("a check with %s is %s", (_, host, kind) => {
  expect(runChecks(host, catalog, [probe]).outcomes.map((outcome) => outcome.kind)).toEqual([kind]);
});

test("an outcome that is not known is among the findings, as bad as the check can be", () => {
  const { findings } = runChecks(assessed({ memory: unreadable("permission denied") }), catalog, [probe]);
  expect(findings).toMatchObject([
    {
      id: "F-0998",
      check: "test/probe",
      unknown: true,
      inhibitor: true,
      severity: "high",
      seen: "memory: permission denied",
    },
  ]);
});

test("findings are sorted: what stops the host, then severity, then number", () => {
  const { findings } = runChecks(assessed(memory(5)), catalog, [probe, second, third]);
  expect(findings.map((item) => item.id)).toEqual(["F-0999", "F-0997", "F-0998"]);
});

test("a check sees the facts it names and no others", () => {
  let seen: readonly string[] = [];
  const nosy = {
    ...probe,
    run: (facts: object) => {
      seen = Object.keys(facts);
      return [];
    },
  };
  runChecks(assessed({ ...memory(5), fips: known(true), cryptoPolicy: known("DEFAULT") }), catalog, [nosy]);
  expect(seen).toEqual(["memory", "fips"]);
});

test("with nothing readable every check that needs facts is unknown, and none passes in silence", () => {
  for (const [from, to] of [
    ["centos-stream-9", "almalinux-10"],
    ["centos-linux-7", "almalinux-8"],
    ["centos-linux-6", "almalinux-9"],
  ] as const) {
    const release = catalog.releases.find((candidate) => candidate.id === from);
    if (release === undefined) throw new Error(from);
    const route = planRoute({ from: release, to }, catalog);
    if (route.kind !== "route") throw new Error(route.kind);
    const { outcomes, findings } = runChecks(
      { facts: nothing, release, hops: route.hops, today: "2026-11-22" },
      catalog,
      checks,
    );
    const kinds = new Set(outcomes.flatMap(({ check, kind }) => (check.needs.length === 0 ? [] : [kind])));
    expect([...kinds].filter((kind) => kind !== "unknown" && kind !== "not-applicable")).toEqual([]);
    expect(findings.filter((item) => item.unknown).length).toBeGreaterThan(1);
  }
});

const word = fc.string({ maxLength: 12 });
const path = fc
  .array(fc.constantFrom("var", "lib", "", "..", "boot"), { maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);
const count = fc.oneof(fc.nat(), fc.constant(0), fc.maxSafeNat());
const hostile = fc.record({
  fstab: fc.record({
    entries: fc.array(
      fc.record({
        line: count,
        device: word,
        mountPoint: fc.oneof(path, word),
        type: fc.constantFrom("xfs", "nfs", "btrfs", "__proto__"),
        options: fc.array(word),
      }),
    ),
    malformed: fc.array(fc.record({ line: count, text: word })),
  }),
  mounts: fc.array(
    fc.record({
      device: word,
      mountPoint: path,
      type: word,
      options: fc.array(word),
      freeBytes: count,
      freeInodes: count,
    }),
  ),
  blockDevices: fc.array(fc.record({ name: word, type: word, sizeBytes: count, mountPoint: path, parent: word })),
  pciDevices: fc.array(
    fc.record({
      slot: word,
      class: fc.constantFrom("0104", "0200", "", "ff"),
      vendor: word,
      device: word,
      driver: fc.constantFrom("3w-9xxx", "qlcnic", ""),
      modules: fc.array(word),
    }),
  ),
  kernelModules: fc.array(fc.record({ name: word, sizeBytes: count, taint: word })),
  kernel: fc.record({ release: word, commandLine: fc.array(word) }),
  boot: fc.record({
    files: fc.array(fc.record({ path: word, sizeBytes: count })),
    kernels: fc.array(word),
    grubConfigs: fc.array(word),
  }),
  modules: fc.array(
    fc.record({
      name: word,
      stream: word,
      state: fc.constantFrom("enabled" as const, "disabled" as const),
      profiles: fc.array(word),
    }),
  ),
  networkProfiles: fc.array(
    fc.record({
      file: word,
      kind: fc.constant("ifcfg" as const),
      name: word,
      type: word,
      networkManager: fc.boolean(),
    }),
  ),
  networkDevices: fc.array(fc.record({ name: fc.oneof(word, fc.constant("eth0")), physical: fc.boolean() })),
  repositories: fc.array(
    fc.record({
      id: word,
      name: word,
      file: word,
      enabled: fc.boolean(),
      baseUrls: fc.array(word),
      mirrorList: word,
      gpgCheck: fc.boolean(),
      gpgKeys: fc.array(word),
      excludes: fc.array(word),
      includes: fc.array(word),
      moduleHotfixes: fc.boolean(),
    }),
  ),
  packages: fc.array(
    fc.record({
      name: fc.oneof(word, fc.constantFrom("kernel", "kernel-core")),
      epoch: count,
      version: word,
      release: word,
      arch: word,
      signer: word,
      vendor: word,
      origin: word,
      size: count,
    }),
  ),
  packageManager: fc.record({
    kind: fc.constant("dnf" as const),
    excludes: fc.array(word),
    installonlyLimit: count,
    best: fc.boolean(),
    installWeakDependencies: fc.boolean(),
    protectedPackages: fc.array(word),
    variables: fc.constant({}),
  }),
  cryptoPolicy: word,
});

test("no fact of a host makes a check throw, and no title grows with it", () => {
  const release = catalog.releases.find((candidate) => candidate.id === "centos-linux-7");
  const route = release === undefined ? undefined : planRoute({ from: release, to: "almalinux-10" }, catalog);
  if (release === undefined || route?.kind !== "route") throw new Error("no route");
  fc.assert(
    fc.property(hostile, (values) => {
      const facts = {
        ...nothing,
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known(value)])),
      };
      const { findings } = runChecks({ facts, release, hops: route.hops, today: "2026-11-22" }, catalog, checks);
      for (const item of findings) {
        expect(item.title.length).toBeLessThanOrEqual(item.unknown ? 100 : 80);
        for (const text of [item.title, item.risk, item.fix]) expect(text).not.toBe("");
      }
    }),
    { numRuns: 200 },
  );
});
