import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";

/**
 * Reads the PCI devices, a line each: SLOT CLASS VENDOR DEVICE SUBVENDOR SUBDEVICE DRIVER and, where the source tells them, the
 * kernel modules that fit, separated by commas. `-` stands for none. Classes come with six digits from sysfs; the last two are
 * the programming interface and are dropped.
 *
 * @example
 * 0000:00:03.0 020000 1af4 1000 1af4 0001 virtio-pci
 */
export function parsePciDevices(text: string): FactValue<"pciDevices"> {
  return linesOf(text).map((line) => {
    const [slot, ...words] = wordsOf(line.text);
    const [classId, vendor, device, subvendor, subdevice, driver, modules] = words;
    const ids = [classId?.slice(0, 4), vendor, device].map((id) => id?.toLowerCase());
    if (slot === undefined || driver === undefined || !ids.every((id) => id !== undefined && isId(id))) {
      throw lineError(
        "the list of PCI devices",
        line.number,
        line.text,
        "has no slot, class, vendor, device and driver",
      );
    }
    const [classDigits = "", vendorDigits = "", deviceDigits = ""] = ids;
    return {
      slot,
      class: classDigits,
      vendor: vendorDigits,
      device: deviceDigits,
      ...optional("subvendor", subvendor),
      ...optional("subdevice", subdevice),
      ...(driver === "-" ? {} : { driver }),
      modules: modules === undefined || modules === "-" ? [] : modules.split(","),
    };
  });
}

function isId(text: string): boolean {
  return /^[0-9a-f]{4}$/.test(text);
}

function optional<Name extends string>(name: Name, id: string | undefined): { readonly [Key in Name]?: string } {
  const digits = id?.toLowerCase() ?? "";
  return isId(digits) ? ({ [name]: digits } as { [Key in Name]?: string }) : {};
}
