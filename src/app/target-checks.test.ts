import { expect, test } from "vitest";
import { known } from "../facts/fact.ts";
import { compareProbes } from "../probes/compare-probes.ts";
import type { ProbeFamily } from "../probes/probe-family.ts";
import type { ProbeSnapshot } from "../probes/probe-snapshot.ts";
import { VerificationDocument } from "../report/move-schema.ts";
import { renderVerification } from "../report/render-verification.ts";
import { plainStyle } from "../report/style.ts";
import type { Verification } from "../report/verification.ts";
import { conversionExpectations } from "./expectations-of.ts";
import { targetChecks } from "./target-checks.ts";
import { sampleConversion } from "./test-support/sample-conversion.ts";

type Items = Readonly<Partial<Record<ProbeFamily, Readonly<Record<string, string>>>>>;

function snapshot(items: Items, takenAt: string): ProbeSnapshot {
  const families = Object.entries(items) as [ProbeFamily, Readonly<Record<string, string>>][];
  return {
    host: "web01",
    takenAt,
    readings: new Map(families.map(([family, values]) => [family, known(new Map(Object.entries(values)))])),
  };
}

const kernel = "kernel-core-5.14.0-570.el9_6.x86_64";

const conversion = sampleConversion({
  arriving: ["almalinux-release-9.6-1.el9.x86_64", "bash-5.1.8-9.el9.x86_64", kernel].map((nevra) => ({
    nevra,
    repository: "baseos",
    checksum: { algorithm: "sha256", hex: "" },
    downloadBytes: 1,
  })),
  leaving: ["centos-stream-release-9.0-26.el9.noarch"],
  after: ["almalinux-release-9.6-1.el9.x86_64", "bash-5.1.8-9.el9.x86_64", kernel, "oldtool-1-1.el9.x86_64"].sort(),
});

const before = snapshot(
  {
    packages: {
      "centos-stream-release-9.0-26.el9.noarch": "CentOS, key 05b555b38483c65d",
      "bash-5.1.8-9.el9.x86_64": "CentOS, key 05b555b38483c65d",
      "oldtool-1-1.el9.x86_64": "CentOS, key 05b555b38483c65d",
    },
    units: { "httpd.service": "active running enabled notify -", "sshd.service": "active running enabled notify -" },
    ports: { "tcp 0.0.0.0:80": "httpd", "tcp 0.0.0.0:22": "sshd" },
    kernel: { running: "5.14.0-592.el9.x86_64", "default entry": "5.14.0-592.el9.x86_64" },
    "rpm-database": { integrity: "good" },
    "dnf-check": { "old-1-1.x86_64 has missing requires of gone": "problem" },
  },
  "2026-11-23T02:00:00.000Z",
);

const alma = "AlmaLinux, key d36cb86cb86b3716";

const converted: Items = {
  release: { ID: "almalinux", VERSION_ID: "9.6", PRETTY_NAME: "AlmaLinux 9.6 (Sage Margay)" },
  packages: {
    "almalinux-release-9.6-1.el9.x86_64": alma,
    "bash-5.1.8-9.el9.x86_64": alma,
    [kernel]: alma,
    "oldtool-1-1.el9.x86_64": "CentOS, key 05b555b38483c65d",
    "gpg-pubkey-b86b3716-61e69f29": "trusted",
  },
  units: { "httpd.service": "active running enabled notify -", "sshd.service": "active running enabled notify -" },
  ports: { "tcp 0.0.0.0:80": "httpd", "tcp 0.0.0.0:22": "sshd" },
  kernel: { running: "5.14.0-570.el9_6.x86_64", "default entry": "5.14.0-570.el9_6.x86_64" },
  "rpm-database": { integrity: "good" },
  "dnf-check": { "old-1-1.x86_64 has missing requires of gone": "problem" },
  "dnf-update": {
    "dnf update": "works",
    "would upgrade": "2",
    "repository baseos": "enabled",
    "repository epel": "enabled",
  },
};

function checksOf(items: Items, rebooted = true) {
  return targetChecks(conversion, before, snapshot(items, "2026-11-23T03:00:00.000Z"), rebooted);
}

function statesOf(items: Items, rebooted = true): Readonly<Record<string, string>> {
  return Object.fromEntries(checksOf(items, rebooted).map(({ id, state }) => [id, state]));
}

test("a host that is converted as foretold passes every check", () => {
  expect(new Set(Object.values(statesOf(converted)))).toEqual(new Set(["passed"]));
  expect(checksOf(converted).find(({ id }) => id === "left-from-source")?.detail).toBe(
    "1 of CentOS, kept as foretold: oldtool-1-1.el9.x86_64",
  );
});

test.each<[string, Items, string]>([
  ["release", { release: { ID: "centos", VERSION_ID: "9" } }, "another release"],
  ["release", { release: { ID: "almalinux", VERSION_ID: "10.0" } }, "another major"],
  ["packages", { packages: { ...converted.packages, "surprise-1-1.x86_64": alma } }, "a package nobody foretold"],
  ["left-from-source", { packages: { ...converted.packages, "left-1-1.x86_64": "CentOS, key 1" } }, "a package left"],
  ["signatures", { packages: { ...converted.packages, [kernel]: "AlmaLinux, key none" } }, "an unsigned package"],
  [
    "kernel",
    { kernel: { running: "5.14.0-592.el9.x86_64", "default entry": "5.14.0-570.el9_6.x86_64" } },
    "the old kernel",
  ],
  ["kernel", { kernel: { running: "6.1.0-elrepo", "default entry": "6.1.0-elrepo" } }, "a kernel of no package"],
  ["rpm-database", { "rpm-database": { integrity: "bad: malformed" } }, "a damaged database"],
  ["dnf-check", { "dnf-check": { "a has missing requires of b": "problem" } }, "a new problem"],
  [
    "dnf-update",
    { "dnf-update": { "dnf update": "fails: Error: cannot reach baseos" } },
    "repositories that do not answer",
  ],
])("the check %s fails: %s", (id, items) => {
  expect(statesOf({ ...converted, ...items })[id]).toBe("failed");
});

test("without a reboot it is not known whether the target's kernel runs", () => {
  expect(statesOf(converted, false)["kernel"]).toBe("unknown");
});

test("the screen of a verification is the golden one", async () => {
  const after = snapshot(
    {
      ...converted,
      units: { "httpd.service": "failed failed enabled notify -", "sshd.service": "active running enabled notify -" },
      ports: { "tcp 0.0.0.0:22": "sshd" },
    },
    "2026-11-23T03:00:00.000Z",
  );
  const expectations = conversionExpectations(conversion, {
    rebooted: true,
    waived: [{ probe: "ports/tcp 0.0.0.0:80", why: "the site moves to web02" }],
  });
  const { equal, differences, unproven } = compareProbes(before, after, expectations);
  const verification: Verification = {
    schema: "ferry/verification/1",
    host: "web01",
    change: "conversion",
    outcome: "failed",
    summary: "It is not as before: 1 probe sees what nothing explains",
    before: before.takenAt,
    after: after.takenAt,
    equal,
    checks: targetChecks(conversion, before, after, true),
    differences,
    unproven: [...unproven, { family: "selinux", words: "SELinux", reason: "before: permission denied" }],
  };
  VerificationDocument.parse(verification);
  for (const which of ["failures", "all"] as const) {
    const text = renderVerification(verification, { width: 80, style: plainStyle, differences: which });
    await expect(text).toMatchFileSnapshot(`../../test/goldens/verification/${which}.txt`);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  }
});
