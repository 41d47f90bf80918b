import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab } from "../lab/lab.ts";
import { Controller, dataOf, expectConverted, fingerprint } from "./support/lab-host.ts";

let lab: Lab;
let controller: Controller;

beforeAll(async () => {
  lab = await startLab();
  controller = new Controller(lab);
});

afterAll(async () => {
  await controller[Symbol.asyncDispose]();
  await lab.end();
});

describe.for(["centos-stream-8", "centos-stream-10", "centos-linux-8"] as const)("%s", (release) => {
  test("is moved to AlmaLinux and proven", async () => {
    const name = release.replaceAll("centos-", "c-");
    const host = await lab.host({ name, release });
    const boot = await host.bootId();
    const data = await dataOf(host);
    const moved = await controller.ferry("migrate", name, "--yes");
    expect(moved.said).toContain(`${name}  moved and verified`);
    expect(moved.exit).toBe(0);
    await expectConverted(host, boot);
    expect(await dataOf(host)).toBe(data);
    const again = await controller.ferry("migrate", name, "--yes");
    expect(again.said).toContain(`${name}  nothing to do: This host already runs AlmaLinux`);
    expect(again.exit).toBe(0);
    await host.remove();
  });
});

test("a host that fails in its transaction before the first package goes back by its inverse steps", async () => {
  const host = await lab.host({ name: "back-before", release: "centos-stream-9" });
  const before = await fingerprint(host);
  await host.must("systemctl is-active httpd");
  const moved = await controller.ferry(
    "migrate",
    "back-before",
    "--yes",
    "--stop-unit",
    "httpd",
    "--drain",
    "/bin/false",
  );
  expect(moved.exit, moved.said).toBe(2);
  expect(moved.said).toContain("stopped before the first package changed");
  expect(await fingerprint(host)).toBe(before);
  await host.must("systemctl is-active httpd");
  expect(await host.must("find /var/lib/ferry -type f 2>/dev/null || true")).toBe("");
  await host.remove();
});

test("a moved host goes back to its restore point: packages, programs, configuration and data as before", async () => {
  const host = await lab.host({ name: "back-after", release: "centos-stream-9" });
  const before = await fingerprint(host);
  const moved = await controller.ferry("migrate", "back-after", "--yes", "--rehearsal", "off");
  expect(moved.exit, moved.said).toBe(0);
  expect(await fingerprint(host)).not.toBe(before);
  expect(moved.said).toMatch(
    /the downloaded packages are removed; \/var\/lib\/ferry\/runs\/\S+ keeps the journal \(\d{1,4} KiB\)/,
  );
  expect((await controller.ferry("run", "clean", "back-after")).said).toContain("removed; the journal is here");
  expect((await host.run("test -e /var/lib/ferry/runs")).exitCode).toBe(1);
  await host.must("echo odd >/etc/odd.conf");
  // Without a terminal there is nobody to consent; what there would be to consent to is said all the same.
  const asked = await controller.ferry("rollback", "back-after");
  expect(asked.exit).toBe(64);
  expect(asked.said).toMatch(/back-after goes back to .* files {5}[\d,]+ written/s);
  expect(asked.said).toMatch(/LOST .* new +\/etc\/odd\.conf/s);
  expect(asked.said).toContain("No package has come since the move.");
  // A run that finds nothing to do stands between the order and the run that it is about.
  expect((await controller.ferry("migrate", "back-after", "--yes")).said).toContain("nothing to do");
  const boot = await host.bootId();
  const back = await controller.ferry("rollback", "back-after", "--yes");
  expect(back.said).toContain("✔ back-after  rolled back and verified");
  expect(back.said).not.toContain("preflight");
  expect(back.exit).toBe(0);
  expect(await host.bootId()).not.toBe(boot);
  expect((await fingerprint(host)).split("\n")).toEqual(before.split("\n"));
  expect(back.said).toContain("the downloaded packages are removed");
  expect(Number(await host.must("du -sk /var/lib/ferry/runs | cut -f 1"))).toBeLessThan(4096);
  await host.remove();
});
