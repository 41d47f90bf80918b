import { expect, test } from "vitest";
import { startLab, whyNoLab } from "../lab/lab.ts";
import { Controller, fingerprint } from "./support/lab-host.ts";

const why = whyNoLab();
if (why !== undefined) console.warn(`The tests of rehearsals on hosts do not run: ${why}`);

test.skipIf(why !== undefined).for(["centos-stream-8", "centos-stream-9", "centos-stream-10", "centos-linux-8"])(
  "the transaction of a %s host is rehearsed, and the host stays as it is",
  async (release) => {
    await using lab = await startLab();
    const host = await lab.host({ name: "web1", release });
    await using controller = new Controller(lab);
    const before = await fingerprint(host);
    const { said, exit } = await controller.ferry("rehearse", "web1");
    expect(said).toContain("The transaction works on a copy of this host, and does what was foretold");
    expect(said).toMatch(/Time +[\d.]+ s for the transaction/);
    expect(said).toMatch(/Boot +\+ AlmaLinux/);
    expect(exit).toBe(0);
    expect(await fingerprint(host)).toBe(before);
  },
);

test.skipIf(why !== undefined)("a scriptlet that fails is found on the copy, and may be waived", async () => {
  await using lab = await startLab();
  const host = await lab.host({ name: "web1", release: "centos-stream-9" });
  await using controller = new Controller(lab);
  await host.must("touch /run/lab/fail-post");
  const before = await fingerprint(host);
  const refused = await controller.ferry("rehearse", "web1");
  expect(refused.said).toContain("id    rehearsal/scriptlets");
  expect(refused.said).toMatch(/site-hooks/);
  expect(refused.exit).not.toBe(0);
  const waived = await controller.ferry("rehearse", "web1", "--waive", "rehearsal/scriptlets=it only wants its server");
  expect(waived.said).toContain("(waived)");
  expect(waived.exit).toBe(0);
  expect(await fingerprint(host)).toBe(before);
});
