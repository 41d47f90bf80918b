import type { RemovedDriver } from "../../catalog/removed-driver.ts";
import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { upgradeCentos7 } from "../examples.ts";
import { listed } from "../words.ts";

type PciDevice = FactValue<"pciDevices">[number];
type BlockDevices = FactValue<"blockDevices">;

function removed(driver: string, rest: Partial<RemovedDriver>): RemovedDriver {
  return {
    id: `el8/${driver}`,
    source: ["example"],
    major: 8,
    driver,
    device: null,
    class: "storage",
    title: driver,
    keptByAlmaLinux: false,
    ...rest,
  };
}
const catalog = {
  removedDrivers: [
    removed("3w-9xxx", { title: "3ware 9000 SATA RAID" }),
    removed("megaraid_sas", { device: "1000:0060", title: "LSI MegaRAID SAS 1078", keptByAlmaLinux: true }),
    removed("qlcnic", { class: "network", title: "QLogic converged Ethernet" }),
    removed("pata_acpi", { title: "Parallel ATA (acpi)" }),
  ],
};
const slot = { slot: "0000:03:00.0", modules: [] };
const threeWare: PciDevice = { ...slot, class: "0104", vendor: "13c1", device: "1004", driver: "3w-9xxx" };
const ahci: PciDevice = { ...slot, class: "0106", vendor: "8086", device: "2922", driver: "ahci" };
const oldNic: PciDevice = { ...slot, class: "0200", vendor: "1077", device: "8020", driver: "qlcnic" };
const nic: PciDevice = { ...slot, class: "0200", vendor: "8086", device: "1533", driver: "igb" };
const megaraid: PciDevice = { ...slot, class: "0104", vendor: "1000", device: "0060", driver: "megaraid_sas" };
const root = [
  { name: "sda", type: "disk", sizeBytes: 1e11 },
  { name: "sda1", type: "part", sizeBytes: 1e11, parent: "sda", mountPoint: "/" },
];
const virtioRoot = [{ name: "vda", type: "disk", sizeBytes: 1e11, mountPoint: "/" }];

export const removedDrivers = check({
  id: "hardware/removed-drivers",
  code: "F-0031",
  title: "The target drives every device that the host uses",
  why: "Each major version drops drivers. A host whose disk controller or only network card is no longer driven does not come back.",
  hops: ["upgrade"],
  worst: "inhibitor",
  needs: ["pciDevices"],
  mayLack: ["blockDevices", "kernelModules"],
  knows: ["removedDrivers"],
  examples: [
    { says: "drivers that stay", given: { pciDevices: [ahci, nic] }, context: upgradeCentos7, catalog, finds: [] },
    {
      says: "the only disk controller",
      given: { pciDevices: [threeWare, nic], blockDevices: root },
      context: upgradeCentos7,
      catalog,
      finds: ["AlmaLinux 8 does not drive the disk controller 3ware 9000 SATA RAID"],
    },
    {
      says: "a controller that the root disk does not hang on",
      given: { pciDevices: [threeWare, nic], blockDevices: virtioRoot },
      context: upgradeCentos7,
      catalog,
      finds: ["AlmaLinux 8 does not drive the disk controller 3ware 9000 SATA RAID"],
    },
    {
      says: "one network card of two",
      given: { pciDevices: [ahci, oldNic, nic] },
      context: upgradeCentos7,
      catalog,
      finds: ["AlmaLinux 8 does not drive the network card QLogic converged Ethernet"],
    },
    {
      says: "a device that AlmaLinux put back",
      given: { pciDevices: [megaraid, nic] },
      context: upgradeCentos7,
      catalog,
      finds: [],
    },
    {
      says: "a module is loaded, but drives nothing",
      given: {
        pciDevices: [ahci, nic],
        kernelModules: [{ name: "pata_acpi", sizeBytes: 13053, taint: "" }],
      },
      context: upgradeCentos7,
      catalog,
      finds: ["AlmaLinux 8 has no pata_acpi, and no device here uses it"],
    },
  ],
  run({ pciDevices, blockDevices = [], kernelModules = [] }, { hops, catalog }) {
    return hops.flatMap(({ to }) => {
      const records = catalog.removedDrivers.filter((record) => record.major === to.major && !record.keptByAlmaLinux);
      const gone = pciDevices.flatMap((device) => {
        const record = removalOf(device, to.major, catalog.removedDrivers);
        return record === undefined ? [] : [{ device, record }];
      });
      const lost = new Set(gone.map(({ device }) => device));
      const left = new Set(
        pciDevices.filter((device) => device.driver !== undefined && !lost.has(device)).map(baseClass),
      );
      const carries = gone.some(({ device }) => baseClass(device) === "01") && mayCarryRoot(blockDevices);
      const findings: Finding[] = gone.map(({ device, record }) =>
        describe(device, record, to.title, left.has(baseClass(device)), carries),
      );
      const used = new Set(pciDevices.map((device) => plain(device.driver ?? "")));
      const idle = kernelModules.filter(
        (module) =>
          !used.has(plain(module.name)) &&
          records.some((record) => record.device === null && plain(record.driver) === plain(module.name)),
      );
      if (idle.length > 0) {
        const names = idle.map((module) => module.name);
        findings.push({
          severity: "info",
          inhibitor: false,
          title:
            `${to.title} has no ${listed(names, 2)}, and no device here uses ${names.length > 1 ? "them" : "it"}`.slice(
              0,
              80,
            ),
          seen: `loaded now: ${listed(names)}`,
          risk: "None seen",
          fix: "Nothing to do",
        });
      }
      return findings;
    });
  },
});

/** Why the kernel of EL `major` does not drive a device that a host uses; undefined where no record says so. */
export function removalOf(
  device: PciDevice,
  major: number,
  removed: readonly RemovedDriver[],
): RemovedDriver | undefined {
  const fitting = removed.filter((record) => record.major === major && fits(record, device));
  if (fitting.some((record) => record.keptByAlmaLinux && record.device !== null)) return undefined;
  return fitting.find((record) => !record.keptByAlmaLinux);
}

/** Whether a record of data/drivers is about the device: its driver, and its ids where the record names some. */
export function fits(record: Pick<RemovedDriver, "driver" | "device">, device: PciDevice): boolean {
  if (device.driver === undefined || plain(record.driver) !== plain(device.driver)) return false;
  if (record.device === null) return true;
  const ids = [device.vendor, device.device, device.subvendor, device.subdevice];
  return record.device.split(":").every((part, index) => part === ids[index]);
}

/** sysfs writes "3w-9xxx" where /proc/modules writes "3w_9xxx". */
function plain(driver: string): string {
  return driver.replaceAll("-", "_");
}

/** First two digits of the class: 01 mass storage, 02 network. */
function baseClass(device: PciDevice): string {
  return device.class.slice(0, 2);
}

function describe(
  device: PciDevice,
  record: RemovedDriver,
  target: string,
  othersLeft: boolean,
  carriesRoot: boolean,
): Finding {
  const seen = `PCI ${device.slot} ${device.vendor}:${device.device} uses driver ${device.driver ?? ""}`;
  const title = (what: string): string => `${target} does not drive the ${what} ${record.title}`.slice(0, 80);
  switch (baseClass(device)) {
    case "01":
      return {
        severity: "high",
        inhibitor: carriesRoot,
        title: title("disk controller"),
        seen: carriesRoot
          ? `${seen}; ${!othersLeft ? "it is the only one" : "which controller / and /boot hang on is not told"}`
          : `${seen}; / and /boot are on other disks`,
        risk: carriesRoot
          ? "The host would not find its root file system"
          : "The disks on this controller would be gone",
        fix: "Move the disks to a controller that the target drives, or install a driver from ELRepo (kmod) and prove it",
      };
    case "02":
      return {
        severity: "high",
        inhibitor: !othersLeft,
        title: title("network card"),
        seen: !othersLeft ? `${seen}; it is the only card` : `${seen}; other cards stay`,
        risk: !othersLeft ? "The host would come back without network" : "What this card serves would be cut off",
        fix: "Put in a card that the target drives, or install a driver from ELRepo (kmod) and prove it",
      };
    default:
      return {
        severity: "low",
        inhibitor: false,
        title: title("device"),
        seen,
        risk: "The device stays dead after the upgrade",
        fix: "See whether anybody needs it",
      };
  }
}

/** Whether / or /boot may hang on a SCSI or RAID controller: not when they are on virtio, Xen or NVMe disks, as their names tell. */
function mayCarryRoot(blockDevices: BlockDevices): boolean {
  const parents = new Map<string, string[]>();
  for (const { name, parent } of blockDevices) {
    const known = parents.get(name) ?? [];
    if (parent !== undefined) known.push(parent);
    parents.set(name, known);
  }
  const places = blockDevices.filter((device) => device.mountPoint === "/" || device.mountPoint === "/boot");
  // a set that grows while it is walked: each device once, whatever loops the names make
  const below = new Set(places.map((device) => device.name));
  const disks: string[] = [];
  for (const name of below) {
    const above = parents.get(name) ?? [];
    if (above.length === 0) disks.push(name);
    for (const parent of above) below.add(parent);
  }
  return disks.length === 0 || disks.some((name) => !/^(vd|xvd|nvme)/.test(name));
}
