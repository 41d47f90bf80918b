import { afterAll, beforeAll, expect, test } from "vitest";
import { buildLab } from "../lab/images/build-lab.ts";
import { type Lab, startLab, whyNoLab } from "../lab/lab.ts";
import { EvidenceDocument, RestorePointsDocument, VerificationDocument } from "../src/report/move-schema.ts";
import { Controller, dataOf, expectConverted } from "./support/lab-host.ts";

const missing = whyNoLab();
if (missing !== undefined) console.log(`not run: the conversion of a lab host: ${missing}`);

let lab: Lab;
let controller: Controller;

beforeAll(async () => {
  if (missing !== undefined) return;
  await buildLab({ releases: ["centos-stream-9"], progress: () => {} });
  lab = await startLab();
  controller = new Controller(lab);
}, 600_000);

afterAll(async () => {
  await controller?.[Symbol.asyncDispose]();
  await lab?.end();
});

test.skipIf(missing !== undefined)(
  "a CentOS Stream 9 host is moved, proven, and says so",
  async () => {
    const host = await lab.host({ name: "cross1", release: "centos-stream-9" });
    const boot = await host.bootId();
    const data = await dataOf(host);
    const page = await host.must("curl -s http://localhost/");

    const moved = await controller.ferry("migrate", "cross1", "--yes");
    expect(moved.said).toContain("cross1  moved and verified");
    expect(moved.exit).toBe(0);

    await expectConverted(host, boot);
    expect(await dataOf(host)).toBe(data);
    expect(await host.must("curl -s http://localhost/")).toBe(page);
    expect(await host.must("cat /etc/httpd/conf/httpd.conf")).toContain("ServerAdmin webmaster@example.test");

    const verified = await controller.ferry("verify", "cross1", "--json");
    expect(verified.exit, verified.said).toBe(0);
    VerificationDocument.parse(JSON.parse(verified.stdout));
    RestorePointsDocument.parse(JSON.parse((await controller.ferry("backup", "list", "--json")).stdout));
    const report = await controller.ferry("report", "cross1", "--format", "json");
    const evidence: unknown = JSON.parse(report.stdout);
    expect(EvidenceDocument.parse(evidence)).toMatchObject({
      schema: "ferry/evidence/1",
      state: "converted",
      from: "centos-stream-9",
      to: "almalinux-9",
    });
  },
  600_000,
);
