import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CatalogError } from "./catalog-error.ts";
import { importLeappDrivers } from "./import-leapp-drivers.ts";
import { RemovedDriver } from "./removed-driver.ts";

const data = process.env["FERRY_DATA"] ?? join(import.meta.dirname, "../../../shared/data");
const upstream = join(data, "knowledge/leapp-repository/device_driver_deprecation_data.json");
const almalinux = join(
  data,
  "knowledge/leapp-data/devel-ng-0.21.0/files/almalinux/device_driver_deprecation_data.json",
);
const missing = !existsSync(upstream) || !existsSync(almalinux);
if (missing) console.log(`not run: no data at ${data}`);

function row(device: string, driver: string, available: readonly number[], type = "pci"): object {
  return { device_type: type, device_id: device, device_name: "", driver_name: driver, available_in_rhel: available };
}

test.each([
  [row("", "3w_9xxx", [7]), ["el8/3w_9xxx"]],
  [row("0x1000:0x007C", "megaraid_sas", [7]), ["el8/megaraid_sas/1000:007c"]],
  [row("0x19a2:0x212", "be2iscsi", [7, 8, 9]), ["el10/be2iscsi/19a2:0212"]],
  [row("0x1000:0x0064", "mpt2sas (mpt3sas)", [7]), ["el8/mpt2sas/1000:0064", "el8/mpt3sas/1000:0064"]],
  [row("", "hns_roce", [7, 8]), ["el9/hns_roce"]],
  [row("", "e1000", [7, 8, 9, 10]), []],
  [row("0x15B3:0x1025", "mlx5", [10]), []],
  [row("x86_64:intel:6:0", "", [7], "cpu"), []],
])("importLeappDrivers() reads %o as %o", (item, ids) => {
  const { records, skipped } = importLeappDrivers("x.json", JSON.stringify({ data: [item] }), "leapp");
  expect(records.map((record) => record.id)).toEqual(ids);
  expect(skipped).toBe(ids.length === 0 ? 1 : 0);
  for (const record of records) expect(RemovedDriver.parse(record)).toEqual(record);
});

test.each(["{", "[]", '{"data":[{}]}', JSON.stringify({ data: [row("0x1000", "x", [7])] })])(
  "importLeappDrivers() refuses %s with the path",
  (text) => expect(() => importLeappDrivers("some/x.json", text, "leapp")).toThrow(/^Cannot read some\/x.json: /),
);

test("importLeappDrivers() throws nothing but its own error", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.json().map((value) => `{"data":${value}}`),
      ),
      (text) => {
        try {
          importLeappDrivers("x.json", text, "leapp");
        } catch (error) {
          expect(error).toBeInstanceOf(CatalogError);
        }
      },
    ),
  );
});

test.skipIf(missing)("importLeappDrivers() reads leapp's and ELevate's own files", () => {
  for (const [path, atLeast] of [
    [upstream, 150],
    [almalinux, 100],
  ] as const) {
    const { records } = importLeappDrivers(path, readFileSync(path, "utf8"), "leapp");
    expect(records.length).toBeGreaterThan(atLeast);
    for (const record of records) RemovedDriver.parse(record);
  }
});

test.skipIf(missing)("every driver of data/drivers that cites leapp's data is in it, for the same major", () => {
  const { records } = importLeappDrivers(upstream, readFileSync(upstream, "utf8"), "leapp");
  const known = new Set(records.map((record) => record.id.replaceAll("-", "_")));
  const whole = new Set(records.filter((record) => record.device === null).map((r) => r.id.replaceAll("-", "_")));
  for (const major of [8, 9, 10]) {
    const path = join(import.meta.dirname, `../../data/drivers/el${major}.json`);
    const own = (JSON.parse(readFileSync(path, "utf8")) as { records: RemovedDriver[] }).records;
    const unknown = own.filter((record) => {
      const id = record.id.replaceAll("-", "_");
      return record.source.includes("leapp-drivers") && !known.has(id) && !whole.has(id.replace(/\/[^/]*:.*$/, ""));
    });
    expect(unknown.map((record) => record.id)).toEqual([]);
  }
});
