import { expect, test } from "vitest";
import { parseRehearsalResult } from "../hosts/rehearsal/rehearsal-result.ts";
import { RehearsalDocument } from "../report/move-schema.ts";
import { renderRehearsal } from "../report/render-rehearsal.ts";
import { plainStyle } from "../report/style.ts";
import type { Json } from "../steps/step-outcome.ts";
import { rehearsalView } from "./rehearsal-view.ts";
import { sampleConversion } from "./test-support/sample-conversion.ts";

const nonce = "abcdef01";

const conversion = sampleConversion();

function tests(...lines: readonly string[]): string {
  return [
    `${nonce} ferry-probes 1`,
    `${nonce} begin configuration`,
    ...lines.map((line) => `|${line}`),
    `${nonce} end known`,
    `${nonce} all 1`,
    "",
  ].join("\n");
}

const converted = {
  kind: "converted",
  missing: [],
  surplus: [],
  twice: [],
  database: true,
  mended: false,
  items: 602,
  errors: [],
  seconds: 11.4,
};

const old = {
  id: "old",
  title: "CentOS Stream (5.14.0-592.el9.x86_64) 9",
  version: "5.14.0-592.el9.x86_64",
  missing: [],
};
const young = {
  id: "new",
  title: "AlmaLinux (5.14.0-570.el9_6.x86_64) 9.6",
  version: "5.14.0-570.el9_6.x86_64",
  missing: [],
};

const good = {
  kind: "rehearsed",
  status: 0,
  agent: converted,
  log: "",
  seconds: { prepare: 1.9, transaction: 11.4 },
  storage: { kind: "tmpfs", bytes: 2e9, peak: 322_555_904 },
  growth: [
    { mount: "/", bytes: 20_824_065, free: 76_300_000_000 },
    { mount: "/boot", bytes: -4096, free: 400_000_000 },
  ],
  leftOut: [{ mount: "/mnt/nas", why: "nfs4 is neither overlaid nor copied" }],
  leftovers: ["/etc/cfgdemo/noreplace.conf.rpmnew", "/etc/ssh/sshd_config.rpmnew"],
  tests: { before: tests("good\thttpd -t", "bad: x\tnginx -t"), after: tests("good\thttpd -t", "bad: y\tnginx -t") },
  boot: { before: { entries: [old], default: "old" }, after: { entries: [old, young], default: "new" } },
};

const bad = {
  ...good,
  agent: {
    ...converted,
    missing: ["bash-5.1.8-9.el9.x86_64"],
    errors: ["Error in POSTIN scriptlet in rpm package httpd"],
  },
  log: "warning: %post(httpd-2.4.62-5.el9.x86_64) scriptlet failed, exit status 1\nall else is well\n",
  growth: [{ mount: "/", bytes: 2e9, free: 2.01e9 }],
  tests: {
    before: tests("good\thttpd -t", "good\tnamed-checkconf"),
    after: tests("bad: AH00526: Syntax error on line 12\thttpd -t"),
  },
  boot: {
    before: { entries: [old], default: "old" },
    after: { entries: [{ ...young, missing: ["/initramfs-new.img"] }], default: "gone" },
  },
};

function view(result: Json, waived: readonly string[] = []) {
  const options = { host: "web01", nonce, waived: (id: string) => waived.includes(id) };
  const view = rehearsalView(parseRehearsalResult(result), conversion, options);
  RehearsalDocument.parse(view);
  return view;
}

test("a rehearsal that does what was foretold has passed; services that refused their configuration before do not count", async () => {
  const passed = view(good);
  expect(passed).toMatchObject({ outcome: "passed", findings: [], packages: 2, peakBytes: 322_555_904 });
  await expect(renderRehearsal(passed, { width: 80, style: plainStyle })).toMatchFileSnapshot(
    "../../test/goldens/rehearsal/passed.txt",
  );
});

test("whatever does not go as it should is a finding, with what to do", async () => {
  const failed = view(bad);
  expect(failed.findings.map(({ id, waived }) => [id, waived])).toEqual([
    ["rehearsal/packages", false],
    ["rehearsal/scriptlets", false],
    ["rehearsal/configuration", false],
    ["rehearsal/space", false],
    ["rehearsal/boot", false],
  ]);
  await expect(renderRehearsal(failed, { width: 80, style: plainStyle })).toMatchFileSnapshot(
    "../../test/goldens/rehearsal/failed.txt",
  );
});

test("a rehearsal passes when every finding is waived", () => {
  const ids = view(bad).findings.map(({ id }) => id);
  expect(view(bad, ids).outcome).toBe("passed");
  expect(view(bad, ids.slice(1)).outcome).toBe("failed");
});

test("a host that cannot have one is told why, and is offered the test transaction", async () => {
  const impossible = view({
    kind: "impossible",
    reason: "no namespaces of its own can be had (Operation not permitted): is this a container?",
    fix: "rehearse with dnf's test transaction instead",
  });
  expect(impossible.outcome).toBe("impossible");
  await expect(renderRehearsal(impossible, { width: 80, style: plainStyle })).toMatchFileSnapshot(
    "../../test/goldens/rehearsal/impossible.txt",
  );
});

test.each([
  [
    "dnf that refuses",
    { ...good, agent: { kind: "refused", stage: "solve", reason: "no solution", details: ["a", "b"] } },
    "rehearsal/transaction",
  ],
  ["dnf that dies", { ...good, agent: null, status: 1, log: "Traceback" }, "rehearsal/transaction"],
  [
    "another plan",
    { ...good, agent: { kind: "different", arriving: [], leaving: ["bash-5.1.8-9.el9.x86_64"], after: [] } },
    "rehearsal/packages",
  ],
  ["tests that say nothing", { ...good, tests: { before: "", after: "" } }, "rehearsal/configuration"],
])("%s is a failure", (_, result, id) => {
  expect(view(result).findings.map((finding) => finding.id)).toEqual([id]);
});

test.each([[null], [{ kind: "rehearsed" }], [{ ...good, growth: "much" }], [{ ...good, agent: { kind: "fine" } }]])(
  "an answer of another form is refused: %j",
  (result) => {
    expect(() => parseRehearsalResult(result as Json)).toThrow("Cannot read the result of the rehearsal");
  },
);
