import { expect, test } from "vitest";
import { startLab } from "../../lab/lab.ts";
import { labLine } from "../../lab/test-support/lab-line.ts";
import { BOOT_UNIT_FILE, installBootUnit, removeBootUnit } from "./boot-unit.ts";

test("the unit runs after a boot, again when the database was lost, and leaves nothing when it is removed", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "boot-unit", release: "centos-stream-9" });
  const line = labLine(host);
  await host.must("mkdir -p /var/lib/ferry-state && echo 'SECRET=\"a b\"' > /var/lib/ferry-state/boot.env");
  // Lost once (75), then at its end.
  const program = 'echo "$FERRY_STATE $SECRET" >> /var/lib/went-on; [ "$(wc -l < /var/lib/went-on)" -gt 1 ] || exit 75';
  const unit = {
    command: ["/bin/sh", "-c", program],
    environment: { FERRY_STATE: "/var/lib/50% $state" },
    environmentFile: "/var/lib/ferry-state/boot.env",
    stateFolder: "/var/lib/ferry-state",
  };
  for (let times = 0; times < 2; times++) await installBootUnit(line, unit);
  expect(await host.must("systemctl is-enabled ferry-continue.service")).toBe("enabled\n");
  expect((await host.run("test -e /var/lib/went-on")).exitCode).toBe(1);
  await host.reboot();
  const went = async () => (await host.run("cat /var/lib/went-on")).stdout;
  await expect.poll(went, { timeout: 60_000, interval: 1000 }).toBe("/var/lib/50% $state a b\n".repeat(2));
  for (let times = 0; times < 2; times++) await removeBootUnit(line);
  expect((await host.run(`test -e ${BOOT_UNIT_FILE}`)).exitCode).toBe(1);
  expect((await host.run("ls /etc/systemd/system/*.wants/ferry-continue.service")).exitCode).not.toBe(0);
});
