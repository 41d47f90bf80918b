/**
 * `lspci -vmmkn` as the probe `pci`: blocks of `Name:\tvalue`; several modules come on lines of their own. A slot without a
 * domain lies in domain 0.
 *
 * @example
 * Slot:	00:01.1
 * Class:	0101
 * Vendor:	8086
 * Device:	7010
 * Driver:	ata_piix
 * Module:	ata_generic
 */
export function pciFromMachineReadable(text: string): string {
  return text
    .split(/\n[ \t]*\n/)
    .flatMap((block) => {
      const value = (name: string): string | undefined => new RegExp(`^${name}:\t(\\S+)`, "m").exec(block)?.[1];
      const modules = [...block.matchAll(/^Module:\t(\S+)/gm)].map((match) => match[1] ?? "");
      const slot = value("Slot");
      if (slot === undefined) return [];
      const ids = ["Class", "Vendor", "Device", "SVendor", "SDevice", "Driver"].map((name) => value(name));
      return [pciLine(slot, ids, modules)];
    })
    .join("");
}

/**
 * `lspci -nnvv` as the probe `pci`: ids in brackets at the ends of names.
 *
 * @example
 * 00:03.0 Ethernet controller [0200]: Red Hat, Inc. Virtio network device [1af4:1000]
 * 	Subsystem: Red Hat, Inc. Device [1af4:0001]
 * 	Kernel driver in use: virtio-pci
 * 	Kernel modules: virtio_pci
 */
export function pciFromNumbers(text: string): string {
  const devices: { slot: string; ids: (string | undefined)[]; modules: readonly string[] }[] = [];
  for (const line of text.split("\n")) {
    const head =
      /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) .{0,200}?\[([0-9a-f]{4})\]: .{0,400}\[([0-9a-f]{4}):([0-9a-f]{4})\]/.exec(
        line,
      );
    if (head !== null) {
      devices.push({
        slot: head[1] ?? "",
        ids: [head[2], head[3], head[4], undefined, undefined, undefined],
        modules: [],
      });
      continue;
    }
    const device = devices.at(-1);
    if (device === undefined) continue;
    const subsystem = /^\s+Subsystem: .{0,400}\[([0-9a-f]{4}):([0-9a-f]{4})\]/.exec(line);
    if (subsystem !== null) device.ids.splice(3, 2, subsystem[1], subsystem[2]);
    const driver = /^\s+Kernel driver in use: (\S+)/.exec(line)?.[1];
    if (driver !== undefined) device.ids[5] = driver;
    const modules = /^\s+Kernel modules: (.+)/.exec(line)?.[1];
    if (modules !== undefined) device.modules = modules.split(/[,\s]+/).filter((name) => name !== "");
  }
  return devices.map(({ slot, ids, modules }) => pciLine(slot, ids, modules)).join("");
}

function pciLine(slot: string, ids: readonly (string | undefined)[], modules: readonly string[]): string {
  const place = slot.length < 12 ? `0000:${slot}` : slot;
  return `${place} ${ids.map((id) => id ?? "-").join(" ")} ${modules.length === 0 ? "-" : modules.join(",")}\n`;
}
