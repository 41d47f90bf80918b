import { expect, test } from "vitest";
import { emptyTransaction, type HostAssessment } from "./assessment.ts";
import { renderAssessment } from "./render-assessment.ts";
import { plainStyle } from "./style.ts";

const ready: HostAssessment = {
  host: "web17",
  outcome: "ready",
  summary: "Nothing stops this host · 1 to look at",
  release: "centos-stream-9",
  target: "almalinux-9",
  route: [{ kind: "convert", from: "centos-stream-9", to: "almalinux-9" }],
  from: { title: "CentOS Stream 9", supportEnds: "2027-05-31", supportDays: 190 },
  to: { title: "AlmaLinux 9", supportEnds: "2032-05-31", supportDays: 2017 },
  collectedAt: "2026-11-22T10:00:00Z",
  factsDays: 0,
  facts: { known: 23, absent: 1, unreadable: 1 },
  unreadable: [{ fact: "selinux", reason: "permission denied" }],
  checks: { passed: 19, found: 1, notApplicable: 2, unknown: 0 },
  repositories: [
    { id: "baseos", url: "https://repo.example/baseos", packages: 12_000, revision: "1", signature: "good" },
  ],
  findings: [
    {
      id: "F-0012",
      check: "packages/third-party",
      severity: "low",
      inhibitor: false,
      unknown: false,
      title: "zabbix-agent comes from a repository that Ferry does not know",
      seen: "zabbix-agent-6.0.1-1.el9.x86_64, signed by 1234567890abcdef, from zabbix",
      risk: "it is kept as it is, and gets no updates if the repository goes",
      fix: "keep the repository enabled, or remove the package",
    },
  ],
  basis: "exact",
  transaction: {
    ...emptyTransaction,
    upgrade: [{ from: "bash-5.1.8-1.el9.x86_64", to: "bash-5.1.8-9.el9.x86_64" }],
    remove: [{ nevra: "centos-stream-release-9.0-1.el9.noarch", why: "replaced by almalinux-release" }],
  },
  totals: { installed: 500, kept: 498, downloadBytes: 1_800_000, sizeChangeBytes: -20_000 },
  problems: [],
  undecided: [],
};

test("renderAssessment() shows one host on one screen of 80 columns", () => {
  const text = renderAssessment(
    { schema: "ferry/assessment/1", exit: 0, hosts: [ready] },
    { width: 80, style: plainStyle, packages: "summary" },
  );
  expect(text).toMatchInlineSnapshot(`
    "web17                CentOS Stream 9      fixes until 2027-05-31 (190 days)
    target               AlmaLinux 9          fixes until 2032-05-31 (2,017 days)
    read-only · 25 facts (1 unreadable) · 22 checks · 1 repository, 12,000 packages

    ✔ READY   Nothing stops this host · 1 to look at

    ! F-0012  zabbix-agent comes from a repository that Ferry does not know
              seen  zabbix-agent-6.0.1-1.el9.x86_64, signed by 1234567890abcdef,
                    from zabbix
              risk  it is kept as it is, and gets no updates if the repository goes
              fix   keep the repository enabled, or remove the package

    Packages  500 packages installed: 1 upgraded, 1 removed, 498 kept · download 1.8
              MB, on disk -20.0 kB
      - centos-stream-release-9.0-1.el9.noarch: replaced by almalinux-release

    Not covered by this answer
      ? not read: selinux (permission denied)

    Next: look at every package with --diff. Nothing has been changed on the host
    "
  `);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("renderAssessment() shows several hosts as a table", () => {
  const blocked: HostAssessment = {
    ...ready,
    host: "db\u001b[31m03",
    outcome: "blocked",
    findings: [{ ...ready.findings[0]!, inhibitor: true, id: "F-0003", title: "Not enough space in /boot" }],
  };
  const unreachable: HostAssessment = {
    ...ready,
    host: "gone",
    outcome: "unreachable",
    summary: "connection refused",
    from: null,
    to: null,
    findings: [],
  };
  const text = renderAssessment(
    { schema: "ferry/assessment/1", exit: 2, hosts: [ready, blocked, unreachable] },
    { width: 100, style: plainStyle, packages: "summary" },
  );
  expect(text).toMatchInlineSnapshot(`
    "HOST       SYSTEM           TARGET       STATE        STOPPED BY
    web17      centos-stream-9  almalinux-9  READY        -
    db?[31m03  centos-stream-9  almalinux-9  BLOCKED      F-0003
    gone       centos-stream-9  almalinux-9  UNREACHABLE  -

    HOSTS  STOPS  FINDING  FOR INSTANCE
        1  ✖      F-0003   Not enough space in /boot
        1  !      F-0012   zabbix-agent comes from a repository that Ferry does not know

    Not assessed
    - gone: connection refused

    3 hosts: 1 ready, 1 blocked, 1 unreachable
    Next: one host in full: ferry assess HOST
    "
  `);
  expect(text).not.toContain("\u001b");
});

test("renderAssessment() lists every package on demand", () => {
  const text = renderAssessment(
    { schema: "ferry/assessment/1", exit: 0, hosts: [ready] },
    { width: 80, style: plainStyle, packages: "all" },
  );
  expect(text).toContain("Upgrading (1)\n bash-5.1.8-1.el9.x86_64 → bash-5.1.8-9.el9.x86_64\n");
  expect(text).toContain("Removing (1)\n centos-stream-release-9.0-1.el9.noarch: replaced by almalinux-release\n");
});
