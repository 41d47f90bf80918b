import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { startLab, whyNoLab } from "./lab.ts";
import { openLabFiles } from "./lab-files.ts";

const why = whyNoLab() ?? (openLabFiles() === undefined ? "no images: npm run lab -- build" : undefined);

test.skipIf(why !== undefined)(
  `a host boots, answers over SSH and reboots${why === undefined ? "" : ` (not run: ${why})`}`,
  async () => {
    await using lab = await startLab();
    const host = await lab.host({ name: "web1", release: lab.files.releases[0] ?? "" });
    expect(await host.must("hostname; cat /proc/1/comm")).toBe("web1\nsystemd\n");
    expect(existsSync("/run/lab")).toBe(false);
    expect((await host.run("test -d /run/lab")).exitCode).toBe(0);

    const before = await host.bootId();
    await host.reboot();
    const after = await host.must("cat /proc/sys/kernel/random/boot_id");
    expect(after.trim()).toBe(await host.bootId());
    expect(after.trim()).not.toBe(before);

    const folder = host.folder;
    await lab.end();
    expect(existsSync(folder)).toBe(false);
  },
);
