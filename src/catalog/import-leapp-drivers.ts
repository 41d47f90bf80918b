import { z } from "zod";
import { CatalogError } from "./catalog-error.ts";
import { RemovedDriver } from "./removed-driver.ts";

/**
 * leapp's own format: oamg/leapp-repository, etc/leapp/files/device_driver_deprecation_data.json, data stream 5.0. Fields
 * that are not needed here may come and go.
 */
const Row = z.looseObject({
  device_type: z.string(),
  device_id: z.string(),
  device_name: z.string(),
  driver_name: z.string(),
  available_in_rhel: z.array(z.number().int()),
});
const DriverData = z.looseObject({ data: z.array(Row).max(100_000) });

export interface ImportedDrivers {
  readonly records: readonly RemovedDriver[];
  /** Rows that say nothing on a removed PCI driver: processors, and drivers that are still there. */
  readonly skipped: number;
}

/**
 * Reads leapp's device and driver data, as text of the whole file, into the records of data/drivers. A row becomes one
 * record for each major (8 and later) that lacks what the one before had. `source` is the id of the source to record.
 *
 * Give the file of AlmaLinux (ELevate's leapp-data) where there is one: it already counts devices that AlmaLinux put back.
 *
 * @throws CatalogError when the text has another shape
 */
export function importLeappDrivers(path: string, text: string, source: string): ImportedDrivers {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CatalogError(path, `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const parsed = DriverData.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CatalogError(path, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown shape"}`);
  }
  const records = new Map<string, RemovedDriver>();
  let skipped = 0;
  for (const row of parsed.data.data) {
    const before = records.size;
    if (row.device_type === "pci") for (const item of recordsOf(path, row, source)) records.set(item.id, item);
    if (records.size === before) skipped += 1;
  }
  return { records: [...records.values()], skipped };
}

function recordsOf(path: string, row: z.infer<typeof Row>, source: string): readonly RemovedDriver[] {
  const available = new Set(row.available_in_rhel);
  const majors = [8, 9, 10].filter((major) => available.has(major - 1) && !available.has(major));
  const device = row.device_id === "" ? null : pciId(path, row.device_id);
  // "mpt2sas (mpt3sas)": both names are in use, the second since the drivers were merged
  const drivers = row.driver_name.split(/[\s()]+/).filter((name) => name !== "");
  return majors.flatMap((major) =>
    drivers.map((driver) => ({
      id: `el${major}/${driver}${device === null ? "" : `/${device}`}`,
      source: [source],
      major,
      driver,
      device,
      class: "other" as const,
      title: row.device_name === "" ? driver : row.device_name,
      keptByAlmaLinux: false,
    })),
  );
}

/** `0x1000:0x0060` to `1000:0060`; digits that are missing on the left are put back. */
function pciId(path: string, text: string): string {
  const parts = text.split(":").map((part) => part.trim().replace(/^0x/i, "").toLowerCase());
  if (parts.length < 2 || parts.length > 4 || parts.some((part) => !/^[0-9a-f]{1,4}$/.test(part))) {
    throw new CatalogError(path, `device id "${text}" is not hex ids with ":" between`);
  }
  return parts.map((part) => part.padStart(4, "0")).join(":");
}
