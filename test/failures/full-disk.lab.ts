import { expect, test } from "vitest";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { withHost } from "./support/trial.ts";

test("class 14: a disk that the transaction would fill stops the host, with the sums", async () => {
  await withHost({ disk: "1G" }, async ({ host, ferry, untouched }) => {
    await host.must("fallocate -l $(($(df --output=avail -B1 / | tail -n 1) - 250000000)) /srv/filler");
    await untouched(async () => {
      const { exit, text } = await ferry("assess");
      expect(exit).toBe(BLOCKED);
      expect(text).toMatch(/F-0112 \d+ MB too little in \/ for the packages/);
      expect(text).toMatch(/for the downloads \(\/var\/lib\/ferry\)/);
      expect((await ferry("migrate", "--yes")).exit).toBe(BLOCKED);
    });
  });
});

test("class 15: a /boot that is full of a former attempt: the files are named", async () => {
  await withHost({ boot: "64M" }, async ({ host, ferry, untouched }) => {
    const fill = "$(($(df --output=avail -B1 /boot | tail -n 1) - 4000000))";
    await host.must(`fallocate -l ${fill} /boot/initramfs-upgrade.x86_64.img`);
    await untouched(async () => {
      const { exit, text } = await ferry("assess");
      expect(exit).toBe(BLOCKED);
      expect(text).toMatch(/F-0023 \d+ MB too little in \/boot for the new kernel/);
      expect(text).toMatch(/left-overs: \/boot\/initramfs-upgrade\.x86_64\.img/);
      expect((await ferry("migrate", "--yes")).exit).toBe(BLOCKED);
    });
  });
});
