import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type Lab, startLab, whyNoLab } from "../../../lab/lab.ts";
import type { LabHost } from "../../../lab/lab-host.ts";
import { labLine } from "../../../lab/test-support/lab-line.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { Job } from "../jobs/job.ts";
import { runJob } from "../jobs/run-job.ts";
import { stageRun } from "../jobs/stage-run.ts";
import { startJob } from "../jobs/start-job.ts";
import { rehearsalJob } from "./rehearsal-job.ts";
import { parseRehearsalResult } from "./rehearsal-result.ts";

const why = whyNoLab();
if (why !== undefined) console.warn(`The tests of rehearsals do not run: ${why}`);

const nothing: Conversion = {
  schema: "ferry/conversion/1",
  from: "centos-stream-9",
  to: "almalinux-9",
  releasever: "9",
  platform: "platform:el9",
  repositories: [],
  keys: [],
  erase: [],
  install: [],
  allowErasing: false,
  arriving: [],
  leaving: [],
  after: [],
  downloadBytes: 0,
  growthBytes: 0,
};

/** Everything of a host that a rehearsal must leave as it is. Logs and what the runner of the job writes are left out. */
const fingerprint = `
  rpm -qa | sort | sha256sum
  find / -xdev \\( -path /var/log -o -path /var/lib/ferry -o -path /tmp -o -path /var/tmp \\) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum
  find / -xdev \\( -path /var/log -o -path /var/lib/ferry -o -path /tmp -o -path /var/tmp \\) -prune -o -printf '%p %m %u %g %y %l\\n' | sort | sha256sum
  find /boot /dev /etc | sort | sha256sum
  sort /proc/self/mountinfo | cut -d ' ' -f 4- | sha256sum
  ip -o link; ip -o addr; ip route
  cat /proc/sys/kernel/hostname /proc/sys/vm/swappiness /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/random/boot_id
  systemctl list-units --all --plain --no-legend --type=service,socket,mount | grep -v -e ferry- -e run- -e session- -e user@ -e user-runtime | awk '{ print $1, $2, $3, $4 }'
  for name in systemd httpd sshd dbus-daemon systemd-journald; do pgrep -x -o $name; done
  losetup -a; date +%Y
`;

async function hostWith(lab: Lab, name: string): Promise<LabHost> {
  const host = await lab.host({ name, release: "centos-stream-9" });
  // A socket outside of /run, as databases have it, and a package file for the estimate of space.
  await host.must(`
    cat > /usr/local/bin/listener <<'END'
import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("/srv/live.sock"); s.listen(5)
while True: time.sleep(60)
END
    systemd-run --quiet --unit=listener python3 /usr/local/bin/listener
    mkdir -p /var/lib/ferry/runs/try-1/dnf/cache; touch /var/lib/ferry/runs/try-1/dnf/cache/none.rpm
    chmod 700 /var/lib/ferry /var/lib/ferry/runs /var/lib/ferry/runs/try-1
    while [ ! -S /srv/live.sock ]; do sleep 0.1; done`);
  return host;
}

async function jobWith(agent: string, id: string, seconds = 120): Promise<Job> {
  const job = await rehearsalJob(nothing, "abcdef0123456789", { seconds });
  return { ...job, id, input: { ...(job.input as object), agent } };
}

test.skipIf(why !== undefined)("a rehearsal leaves the live host alone, whatever its scriptlets try", async () => {
  await using lab = await startLab();
  const host = await hostWith(lab, "victim");
  const line = labLine(host);
  await stageRun(line, "try-1");
  const before = await host.must(fingerprint);

  const agent = await readFile(new URL("./test-support/harmful-agent.py", import.meta.url), "utf8");
  const end = await runJob(line, "try-1", await jobWith(agent, "harm"));
  expect(end.kind).toBe("done");
  if (end.kind !== "done") return;
  const result = parseRehearsalResult(end.result);
  expect(result).toMatchObject({ kind: "rehearsed", agent: { kind: "refused", stage: "harm" }, leftOut: [] });
  if (result.kind !== "rehearsed" || result.agent?.kind !== "refused") return;
  const said = (attempt: string): string => {
    const line =
      result.agent?.kind === "refused" &&
      result.agent.details.find((detail) => typeof detail === "string" && detail.startsWith(attempt));
    return typeof line === "string" ? line.slice(attempt.length + 2) : "it was not tried";
  };
  // It was really done, there.
  expect(said("change files")).toBe("");
  expect(said("stay behind")).toBe("left\n");
  expect(said("talk to a socket on disk")).toContain("No such file or directory");
  expect(said("talk to systemd and D-Bus")).not.toMatch(/^\/run\/(systemd|dbus)$/m);
  expect(said("mount")).toMatch(/permission denied|not permitted/i);
  expect(said("take the network down")).not.toContain("eth0:");

  expect(await host.must(fingerprint)).toBe(before);
  expect(
    await host.must(
      "pgrep -x -a sleep | grep 1000 || echo none; grep -c ferry/runs /proc/self/mountinfo || true; ls /var/lib/ferry/runs/try-1",
    ),
  ).toBe("none\n0\ndnf\njobs\njournal\nlock\nroom\nrunner\nspare\n");
});

test.skipIf(why !== undefined)(
  "a rehearsal that is killed leaves no mount, no process and no loop device",
  async () => {
    await using lab = await startLab();
    const host = await hostWith(lab, "killed");
    const line = labLine(host);
    await stageRun(line, "try-1");
    const before = await host.must(fingerprint);
    const sleeper = 'import time\nopen("/srv/begun", "w").close()\ntime.sleep(600)\n';
    await startJob(line, "try-1", await jobWith(sleeper, "sleep"));
    await expect
      .poll(() => host.must("pgrep -f [/]run/ferry/agent.py >/dev/null && echo runs || echo not"), { timeout: 60_000 })
      .toBe("runs\n");
    // As the out-of-memory killer would: the program of the job alone.
    await host.must("kill -KILL $(pgrep -f -o [j]obs/sleep/script)");
    await expect
      .poll(() => host.must("pgrep -f [/]run/ferry/agent.py >/dev/null && echo runs || echo not"), { timeout: 60_000 })
      .toBe("not\n");
    expect(await host.must(fingerprint)).toBe(before);

    // The next one removes its folder.
    const end = await runJob(line, "try-1", await jobWith("print('nothing')", "next"));
    expect(end).toMatchObject({ kind: "done", result: { kind: "rehearsed", agent: null } });
    expect(await host.must("ls /var/lib/ferry/runs/try-1")).not.toContain("rehearsal");
  },
);

test.skipIf(why !== undefined)(
  "a rehearsal that takes too long is ended, and one without memory uses a file",
  async () => {
    await using lab = await startLab();
    const host = await hostWith(lab, "limits");
    const line = labLine(host);
    await stageRun(line, "try-1");
    const late = await runJob(line, "try-1", await jobWith("import time\ntime.sleep(600)", "late", 5));
    expect(late).toMatchObject({ kind: "done", result: { kind: "overdue", seconds: 5 } });
    expect(await host.must("pgrep -f [/]run/ferry/agent.py || echo none")).toBe("none\n");

    // A writer that wants more than the copy may hold gets an error, and the host keeps its space.
    const greedy = await jobWith(
      'import os\nwith open("/var/tmp/much", "wb") as file:\n  while True: file.write(b"x" * (1 << 20))\n',
      "greedy",
    );
    const full = await runJob(line, "try-1", greedy);
    expect(full).toMatchObject({ kind: "done", result: { kind: "rehearsed", agent: null } });
    expect(JSON.stringify(full)).toContain("No space left on device");

    // On a machine with little memory.
    await host.must("echo 'MemAvailable: 1000000 kB' > /run/meminfo; mount --bind /run/meminfo /proc/meminfo");
    const small = await runJob(line, "try-1", await jobWith('open("/var/tmp/little", "w").write("x" * 4096)', "small"));
    expect(small).toMatchObject({ kind: "done", result: { kind: "rehearsed", status: 0, storage: { kind: "file" } } });
    expect(await host.must("losetup -a; ls /var/lib/ferry/runs/try-1")).not.toMatch(/rehearsal/);
  },
);
