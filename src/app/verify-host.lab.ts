import { expect, test } from "vitest";
import { startLab, whyNoLab } from "../../lab/lab.ts";
import { labLine } from "../../lab/test-support/lab-line.ts";
import type { HostLine } from "../hosts/host-line.ts";
import { type ProbeRunOptions, runProbes } from "../hosts/probes/run-probes.ts";
import { compareProbes } from "../probes/compare-probes.ts";
import { itemsOf, type ProbeSnapshot } from "../probes/probe-snapshot.ts";
import { verifyHost } from "./verify-host.ts";

const why = whyNoLab();
if (why !== undefined) console.warn(`The tests of the probes on hosts do not run: ${why}`);

const probes = { urls: ["http://127.0.0.1/ Server"], sql: [], files: ["/srv/data"], expected: [] };

async function look(line: HostLine, options: Omit<ProbeRunOptions, "probes">): Promise<ProbeSnapshot> {
  const run = await runProbes(line, { probes, ...options });
  if (run.kind !== "seen") throw new Error(`Cannot look at ${line.name}: ${run.reason}`);
  return run.snapshot;
}

const services = `
  for number in $(seq 10 39); do
    mkdir -p /srv/site$number; echo "site $number" > /srv/site$number/index.html
    cat > /etc/systemd/system/site$number.service <<END
[Service]
ExecStart=/usr/bin/python3 -m http.server --directory /srv/site$number 80$number
[Install]
WantedBy=multi-user.target
END
  done
  systemctl daemon-reload
  for number in $(seq 10 39); do systemctl --quiet enable --now site$number; done
  mkdir -p /srv/data/deep; echo rows > /srv/data/deep/table; ln -s deep/table /srv/data/link
  useradd -m -s /bin/bash carol; echo '5 * * * * root true' > /etc/cron.d/tick
  sed -i '$ a # edited' /etc/ssh/sshd_config
  find /srv /home -exec touch -h -d '1 hour ago' {} +
  while [ "$(ss -Htln | grep -c ':80[1-3][0-9] ')" -lt 30 ]; do sleep 0.2; done`;

test.skipIf(why !== undefined)("thirty services are compared within five seconds, and each loss is found", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "site", release: "centos-stream-9" });
  await host.must(services);
  const line = labLine(host);
  const before = await look(line, { groups: ["quick", "files", "rpm"] });
  for (const number of [10, 39]) {
    expect(itemsOf(before.readings, "http").get(`http://127.0.0.1:80${number}/`)).toMatch(/^200 [0-9a-f]{64} /);
  }

  // By the host's own clock of its processors: the wall's tells of whatever else this machine does.
  const used = async (): Promise<number> =>
    Number(/usage_usec (\d+)/.exec(await host.must("cat /sys/fs/cgroup/cpu.stat"))?.[1]) / 1e6;
  const usedBefore = await used();
  const started = performance.now();
  const first = await look(line, { groups: ["quick"] });
  const second = await look(line, { groups: ["quick"], before: first });
  const none = {
    change: "none",
    rebooted: false,
    changedPackages: new Set<string>(),
    removedPackages: new Set<string>(),
    waived: [],
  } as const;
  const { differences, equal } = compareProbes(first, second, none);
  const seconds = (performance.now() - started) / 1000;
  const processor = (await used()) - usedBefore;
  console.log(
    `two looks at 30 services and their comparison: ${seconds.toFixed(1)} s, ${processor.toFixed(1)} s of processor, ${equal} probes`,
  );
  expect(processor).toBeLessThan(5);
  expect(differences).toEqual([]);

  await host.must(`
    systemctl stop site11; systemctl disable --quiet site12
    echo changed > /srv/site13/index.html
    echo fewer > /srv/data/deep/table; chmod 600 /srv/data/deep
    usermod -s /sbin/nologin carol; rm /etc/cron.d/tick
    sed -i '$ d' /etc/ssh/sshd_config; echo 'NoSuchOption yes' >> /etc/ssh/sshd_config
    echo nameserver 10.9.9.9 > /etc/resolv.conf
    ip route add default via 10.77.0.1 || true`);
  const answer = await verifyHost(line, {
    before,
    change: { kind: "rollback" },
    rebooted: false,
    probes,
    patienceSeconds: 0,
    report: () => {},
  });
  if (answer.kind !== "verified") throw new Error(answer.reason);
  const { verification } = answer;
  expect(verification.outcome).toBe("failed");
  const failures = verification.differences.filter(({ kind }) => kind === "failure").map(({ probe }) => probe);
  expect(failures).toEqual(
    expect.arrayContaining([
      "units/site11.service",
      "units/site12.service",
      "ports/tcp 0.0.0.0:8011",
      "http/http://127.0.0.1:8011/",
      "http/http://127.0.0.1:8013/",
      "samples//srv/site13/index.html",
      "accounts/user carol",
      "cron//etc/cron.d/tick",
      "names/name servers",
      "configuration/sshd -t",
      "files//srv/data (all of it)",
      "files//srv/data/deep",
      "files//srv/data/deep/table",
      "etc//etc/ssh/sshd_config",
    ]),
  );
  // Nothing else has been touched.
  expect(
    failures.filter((probe) => !/site1[123]|801[13]|carol|tick|name servers|sshd|srv\/data|default route/.test(probe)),
  ).toEqual([]);
});

test.skipIf(why !== undefined)("a host that has only booted is as before", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "boots", release: "centos-stream-9" });
  await host.must("mkdir -p /srv/data; echo rows > /srv/data/table");
  const line = labLine(host);
  const before = await look(line, { groups: ["quick", "files", "rpm"] });
  await host.reboot();
  const answer = await verifyHost(line, {
    before,
    change: { kind: "rollback" },
    rebooted: true,
    probes,
    patienceSeconds: 60,
    report: () => {},
  });
  if (answer.kind !== "verified") throw new Error(answer.reason);
  expect(answer.verification.differences.filter(({ kind }) => kind === "failure")).toEqual([]);
  expect(answer.verification.outcome).toBe("proven");
});
