import { expect, test } from "vitest";
import { known, unreadable } from "../facts/fact.ts";
import { compareProbes } from "./compare-probes.ts";
import type { Expectations } from "./expectations.ts";
import type { ProbeFamily } from "./probe-family.ts";
import { formatProbeSnapshot, type ProbeSnapshot, parseProbeSnapshot } from "./probe-snapshot.ts";

type Items = Readonly<Partial<Record<ProbeFamily, Readonly<Record<string, string>>>>>;

function snapshot(items: Items): ProbeSnapshot {
  const families = Object.entries(items) as [ProbeFamily, Readonly<Record<string, string>>][];
  return {
    host: "web01",
    takenAt: "2026-11-23T02:00:00.000Z",
    readings: new Map(families.map(([family, values]) => [family, known(new Map(Object.entries(values)))])),
  };
}

const conversion: Expectations = {
  change: "conversion",
  rebooted: true,
  changedPackages: new Set(["httpd", "firewalld", "cronie"]),
  removedPackages: new Set(["centos-stream-release", "oldthing"]),
  waived: [],
};
const rollback: Expectations = {
  ...conversion,
  change: "rollback",
  changedPackages: new Set(),
  removedPackages: new Set(),
};

const sum = (letter: string) => letter.repeat(64);

interface Case {
  readonly family: ProbeFamily;
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
  readonly also?: { readonly before?: Items; readonly after?: Items };
  readonly kind: "equal" | "expected" | "failure";
  /** After a rollback; a failure without it, unless it is equal. */
  readonly rollback?: "equal" | "expected" | "failure";
}

const cases: readonly Case[] = [
  // units
  {
    family: "units",
    key: "httpd.service",
    before: "active running enabled notify -",
    after: "failed failed enabled notify -",
    kind: "failure",
  },
  {
    family: "units",
    key: "httpd.service",
    before: "active running enabled notify -",
    after: "inactive dead enabled notify -",
    kind: "failure",
  },
  {
    family: "units",
    key: "httpd.service",
    before: "active running enabled notify -",
    after: "active running disabled notify -",
    kind: "failure",
  },
  {
    family: "units",
    key: "httpd.service",
    before: "active running enabled notify -",
    after: "active running enabled simple -",
    kind: "equal",
  },
  { family: "units", key: "httpd.service", before: "active running enabled notify -", kind: "failure" },
  {
    family: "units",
    key: "kdump.service",
    before: "failed failed enabled oneshot -",
    after: "active exited enabled oneshot -",
    kind: "expected",
    rollback: "expected",
  },
  {
    family: "units",
    key: "backup.service",
    before: "inactive dead enabled simple -",
    after: "active running enabled simple -",
    kind: "expected",
    rollback: "expected",
  },
  {
    family: "units",
    key: "backup.service",
    before: "inactive dead disabled simple -",
    after: "active running disabled simple -",
    kind: "failure",
  },
  {
    family: "units",
    key: "systemd-hostnamed.service",
    before: "active running static dbus -",
    after: "inactive dead static dbus -",
    kind: "expected",
    rollback: "expected",
  },
  {
    family: "units",
    key: "old.service",
    before: "active running enabled simple -",
    kind: "expected",
    rollback: "failure",
    also: { before: { owners: { "/usr/lib/systemd/system/old.service": "oldthing" } } },
  },
  { family: "units", key: "new.service", after: "active running enabled simple -", kind: "expected" },
  { family: "units", key: "new.service", after: "failed failed enabled simple -", kind: "failure" },
  { family: "units", key: "session-3.scope", before: "active running - - -", kind: "equal" },
  // ports
  { family: "ports", key: "tcp 0.0.0.0:80", before: "httpd", kind: "failure" },
  { family: "ports", key: "tcp 0.0.0.0:80", before: "httpd", after: "nginx", kind: "failure" },
  { family: "ports", key: "tcp 0.0.0.0:9999", after: "nc", kind: "failure" },
  {
    family: "ports",
    key: "tcp 0.0.0.0:8080",
    after: "java",
    kind: "expected",
    rollback: "expected",
    also: {
      before: { units: { "app.service": "inactive dead enabled simple -" } },
      after: { units: { "app.service": "active running enabled simple -" } },
    },
  },
  // web
  {
    family: "http",
    key: "http://127.0.0.1/",
    before: `200 ${sum("a")} ${sum("b")}`,
    after: `200 ${sum("c")} ${sum("b")}`,
    kind: "expected",
  },
  {
    family: "http",
    key: "http://127.0.0.1/",
    before: `200 ${sum("a")} ${sum("b")}`,
    after: `200 ${sum("c")} ${sum("d")}`,
    kind: "failure",
  },
  {
    family: "http",
    key: "http://127.0.0.1/",
    before: `200 ${sum("a")} ${sum("b")}`,
    after: `502 ${sum("a")} ${sum("b")}`,
    kind: "failure",
  },
  {
    family: "http",
    key: "http://127.0.0.1/",
    before: "200 varies",
    after: `200 ${sum("a")} ${sum("b")}`,
    kind: "equal",
  },
  { family: "http", key: "http://127.0.0.1/", before: "200 varies", after: "503 varies", kind: "failure" },
  {
    family: "http",
    key: "http://127.0.0.1/ Server",
    before: "200 Apache/2.4.57 (CentOS Stream) OpenSSL/3.0.7",
    after: "200 Apache/2.4.62 (AlmaLinux) OpenSSL/3.2.2",
    kind: "expected",
  },
  {
    family: "http",
    key: "http://127.0.0.1/ Server",
    before: "200 Apache/2.4.57 (CentOS Stream)",
    after: "200 nginx/1.20",
    kind: "failure",
  },
  // data
  { family: "sql", key: "postgresql: select count(*) from orders", before: "1200", after: "1199", kind: "failure" },
  { family: "databases", key: "mysql database shop", before: "there", kind: "failure" },
  {
    family: "samples",
    key: "/srv/a",
    before: `${sum("a")} 644 0:0 5`,
    after: `${sum("b")} 644 0:0 5`,
    kind: "failure",
  },
  {
    family: "files",
    key: "/srv/a",
    before: `f 644 0:0 5 ${sum("a")}`,
    after: `f 600 0:0 5 ${sum("a")}`,
    kind: "failure",
  },
  // accounts
  {
    family: "accounts",
    key: "user alice",
    before: "1000:1000 /home/alice /bin/bash password a",
    after: "1000:1000 /home/alice /bin/bash password b",
    kind: "failure",
  },
  { family: "accounts", key: "user pesign", after: "990:990 /run/pesign /sbin/nologin password a", kind: "expected" },
  { family: "accounts", key: "user mallory", after: "0:0 /root /bin/bash password a", kind: "failure" },
  { family: "accounts", key: "user mallory", after: "1001:1001 /home/m /bin/bash password a", kind: "failure" },
  { family: "logins", key: "shell /bin/zsh", before: "works", after: "does not start", kind: "failure" },
  { family: "logins", key: "directory user 70001", before: "alice", after: "unknown", kind: "failure" },
  // mounts
  { family: "mounts", key: "/data", before: "UUID=1 xfs rw", kind: "failure" },
  { family: "mounts", key: "/data", before: "UUID=1 xfs rw", after: "UUID=1 xfs ro", kind: "failure" },
  {
    family: "mounts",
    key: "fstab /data",
    before: "not mounted",
    after: "mounted",
    kind: "expected",
    rollback: "expected",
  },
  { family: "mounts", key: "fstab /data", before: "mounted", after: "not mounted", kind: "failure" },
  // firewall
  { family: "firewall", key: "nft inet filter input: tcp dport 22 accept", before: "rule", kind: "failure" },
  { family: "firewall", key: "nft inet filter input: accept", after: "rule", kind: "failure" },
  {
    family: "firewall",
    key: "zone public: egress-priority: 0",
    after: "set",
    kind: "expected",
    also: {
      before: { firewall: { "zone public: services: ssh": "set" } },
      after: { firewall: { "zone public: services: ssh": "set" } },
    },
  },
  // configuration of the system
  {
    family: "cron",
    key: "/etc/cron.d/0hourly",
    before: "x",
    after: "y",
    kind: "expected",
    also: { before: { owners: { "/etc/cron.d/0hourly": "cronie" } } },
  },
  { family: "cron", key: "/etc/cron.d/backup", before: "x", kind: "failure" },
  { family: "selinux", key: "mode", before: "enforcing", after: "permissive", kind: "failure" },
  { family: "selinux", key: "boolean new_thing", after: "off", kind: "expected" },
  { family: "selinux", key: "boolean httpd_can_network_connect", before: "on", after: "off", kind: "failure" },
  { family: "names", key: "name db.example.net", before: "is found", after: "is not found", kind: "failure" },
  { family: "names", key: "name servers", before: "10.0.0.1", after: "10.0.0.2", kind: "failure" },
  { family: "time", key: "synchronised", before: "yes", after: "no", kind: "failure" },
  { family: "network", key: "default route 4", before: "via 10.0.0.1 dev eth0", kind: "failure" },
  { family: "kernel", key: "running", before: "5.14.0-1.el9.x86_64", after: "5.14.0-2.el9.x86_64", kind: "expected" },
  { family: "kernel", key: "argument crashkernel=256M", before: "given", kind: "failure" },
  { family: "crypto", key: "cryptographic policy", before: "FUTURE", after: "DEFAULT", kind: "failure" },
  { family: "locale", key: "time zone", before: "Europe/Berlin", after: "UTC", kind: "failure" },
  { family: "configuration", key: "httpd -t", before: "good", after: "bad: Syntax error on line 3", kind: "failure" },
  {
    family: "configuration",
    key: "httpd -t",
    before: "bad: a",
    after: "bad: b",
    kind: "expected",
    rollback: "expected",
  },
  // packages
  { family: "rpm-verify", key: "/usr/bin/ls", after: "S.5....T. -", kind: "failure" },
  { family: "rpm-verify", key: "/usr/bin/ls", after: "missing -", kind: "failure" },
  { family: "rpm-verify", key: "/etc/issue", after: ".......T. c", kind: "equal" },
  { family: "rpm-verify", key: "/etc/ssh/sshd_config", before: "S.5....T. c", after: "S.5....T. c", kind: "equal" },
  { family: "rpm-verify", key: "/etc/ssh/sshd_config", before: "S.5....T. c", after: "SM5....T. c", kind: "failure" },
  { family: "rpm-verify", key: "/boot/vmlinuz-5", after: ".M....... g", kind: "expected" },
  { family: "etc", key: "/etc/app.conf", before: "a 644 0:0 5", after: "b 644 0:0 5", kind: "failure" },
  { family: "etc", key: "/etc/app.conf", before: "a 644 0:0 5", kind: "failure" },
  { family: "etc", key: "/etc/evil.conf", after: "a 644 0:0 5", kind: "failure" },
  { family: "etc", key: "/etc/httpd/a.conf.rpmnew", after: "a 644 0:0 5", kind: "expected" },
  { family: "etc", key: "/etc/yum.repos.d/epel.repo", before: "a 644 0:0 5", after: "b 644 0:0 5", kind: "expected" },
  {
    family: "etc",
    key: "/etc/issue",
    before: "a 644 0:0 5",
    kind: "expected",
    also: { before: { "etc-owners": { "/etc/issue": "centos-stream-release" } } },
  },
  {
    family: "etc",
    key: "/etc/httpd/conf/httpd.conf",
    before: "a 644 0:0 5",
    after: "b 644 0:0 5",
    kind: "expected",
    also: {
      before: { "etc-owners": { "/etc/httpd/conf/httpd.conf": "oldthing" } },
      after: { "etc-owners": { "/etc/httpd/conf/httpd.conf": "httpd | httpd-filesystem" } },
    },
  },
  {
    family: "etc",
    key: "/etc/httpd/conf/httpd.conf",
    before: "a 644 0:0 5",
    after: "b 644 0:0 5",
    kind: "failure",
    also: {
      before: {
        "etc-owners": { "/etc/httpd/conf/httpd.conf": "httpd" },
        "rpm-verify": { "/etc/httpd/conf/httpd.conf": "S.5....T. c" },
      },
      after: { "etc-owners": { "/etc/httpd/conf/httpd.conf": "httpd" } },
    },
  },
  {
    family: "etc",
    key: "/etc/screenrc",
    before: "mine 644 0:0 5",
    after: "theirs 644 0:0 5",
    kind: "expected",
    also: {
      before: { "rpm-verify": { "/etc/screenrc": "S.5....T. c" } },
      after: { etc: { "/etc/screenrc.rpmsave": "mine 600 0:0 5" } },
    },
  },
  {
    family: "etc",
    key: "/etc/screenrc",
    before: "mine 644 0:0 5",
    kind: "failure",
    also: { after: { etc: { "/etc/screenrc.rpmsave": "older 644 0:0 5" } } },
  },
  { family: "units", key: "systemd-timedated.service", after: "active running static dbus -", kind: "equal" },
  {
    family: "units",
    key: "systemd-timedated.service",
    after: "active running static oneshot -",
    kind: "expected",
    rollback: "equal",
  },
  { family: "dnf-check", key: "foo-1-1.x86_64 has missing requires of bar", after: "problem", kind: "failure" },
  { family: "packages", key: "bash-5.1-1.el9.x86_64", before: "CentOS, key 1", kind: "equal", rollback: "failure" },
  { family: "release", key: "ID", before: "centos", after: "almalinux", kind: "equal", rollback: "failure" },
];

function kindOf(one: Case, expectations: Expectations): string {
  const side = (value: string | undefined, also: Items | undefined) =>
    snapshot({
      [one.family]: {},
      ...also,
      ...(value === undefined ? {} : { [one.family]: { ...also?.[one.family], [one.key]: value } }),
    });
  const { differences } = compareProbes(
    side(one.before, one.also?.before),
    side(one.after, one.also?.after),
    expectations,
  );
  return differences.find(({ probe }) => probe === `${one.family}/${one.key}`)?.kind ?? "equal";
}

test.each(cases)("after a conversion: $family $key, $before → $after is $kind", (one) => {
  expect(kindOf(one, conversion)).toBe(one.kind);
});

test.each(cases)("after a rollback: $family $key, $before → $after", (one) => {
  expect(kindOf(one, rollback)).toBe(one.rollback ?? (one.kind === "equal" ? "equal" : "failure"));
});

test("a waiver names one probe, or all of a family, and its reason is kept", () => {
  const before = snapshot({ http: { "http://a/": "200 x" }, ports: { "tcp 0.0.0.0:80": "httpd" } });
  const after = snapshot({ http: {}, ports: {} });
  const waived = [
    { probe: "http/http://a/", why: "moves to the proxy" },
    { probe: "ports/*", why: "closed on purpose" },
  ];
  const { differences } = compareProbes(before, after, { ...conversion, waived });
  expect(differences.map(({ kind, what, before, after, why }) => [kind, what, before, after, why])).toEqual([
    ["waived", "port tcp 0.0.0.0:80", "open, held by httpd", "not there", "closed on purpose"],
    ["waived", "web http://a/", "200 x", "not there", "moves to the proxy"],
  ]);
});

test("an edited file that rpm put aside is something to look at", () => {
  const before = snapshot({ etc: { "/etc/a": "mine" } });
  const after = snapshot({ etc: { "/etc/a": "theirs", "/etc/a.rpmsave": "mine" } });
  const { differences } = compareProbes(before, after, conversion);
  expect(differences.map(({ probe, notice }) => [probe, notice])).toEqual([
    ["etc//etc/a", true],
    ["etc//etc/a.rpmsave", false],
  ]);
});

test("what could not be read before is unproven; what cannot be read any more is a failure", () => {
  const before = snapshot({ selinux: { mode: "enforcing" } });
  const blind = { ...before, readings: new Map([["selinux", unreadable("permission denied")] as const]) };
  expect(compareProbes(blind, before, conversion)).toMatchObject({
    differences: [],
    unproven: [{ family: "selinux", reason: "before: permission denied" }],
  });
  expect(compareProbes(before, blind, conversion).differences).toMatchObject([{ kind: "failure", probe: "selinux" }]);
});

test("a port that the system picks may be another one; the same server must hold it", () => {
  const range = { "picked by the system": "32768-60999" };
  const before = snapshot({ ports: { ...range, "tcp 0.0.0.0:40001": "rpc.statd", "tcp 0.0.0.0:50000": "agent" } });
  const after = snapshot({ ports: { ...range, "tcp 0.0.0.0:41234": "rpc.statd" } });
  const { differences } = compareProbes(before, after, conversion);
  expect(differences.map(({ kind, probe }) => [kind, probe])).toEqual([
    ["expected", "ports/tcp 0.0.0.0:40001"],
    ["failure", "ports/tcp 0.0.0.0:50000"],
    ["expected", "ports/tcp 0.0.0.0:41234"],
  ]);
});

test("a snapshot survives being written, whatever its keys are", () => {
  const before = snapshot({ cron: { ["__proto__"]: "x", "/etc/cron.d/a b\tc": "y" } });
  const all = { ...before, readings: new Map([...before.readings, ["time", unreadable("no answer")] as const]) };
  expect(parseProbeSnapshot(formatProbeSnapshot(all))).toEqual(all);
});
