import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

/**
 * Reads `lsblk -b -P` (util-linux 2.23 to 2.40): `KEY="value"` pairs, in which quotes, `$`, backquotes, `\` and unprintable
 * bytes are written `\xHH` (lib/carefulputc.h). PKNAME names the kernel's name of the parent, which becomes its NAME here.
 * A device with several parents (RAID, multipath) has one record a parent.
 *
 * @example
 * NAME="vda2" KNAME="vda2" PKNAME="vda" TYPE="part" SIZE="21473771008" FSTYPE="LVM2_member" MOUNTPOINT=""
 * NAME="cs-root" KNAME="dm-0" PKNAME="vda2" TYPE="lvm" SIZE="19327352832" FSTYPE="xfs" MOUNTPOINT="/"
 */
export function parseBlockDevices(text: string): FactValue<"blockDevices"> {
  const records = linesOf(text).map((line) => {
    const fields = new Map<string, string>();
    for (const [, key = "", value = ""] of line.text.matchAll(/([A-Z][A-Z:_-]*)="([^"]*)"/g))
      fields.set(key, unescapeHex(value));
    const name = fields.get("NAME");
    const type = fields.get("TYPE");
    const size = fields.get("SIZE");
    if (name === undefined || name === "" || type === undefined || size === undefined || !/^\d{1,20}$/.test(size)) {
      throw lineError("lsblk", line.number, line.text, "has no NAME, TYPE and SIZE in bytes");
    }
    return { name, type, sizeBytes: Number(size), fields };
  });
  const names = new Map(records.map(({ name, fields }) => [fields.get("KNAME") ?? name, name]));
  return records.map(({ name, type, sizeBytes, fields }) => {
    const fileSystem = fields.get("FSTYPE") ?? "";
    const mountPoint = fields.get("MOUNTPOINT") ?? "";
    const parent = fields.get("PKNAME") ?? "";
    return {
      name,
      type,
      sizeBytes,
      ...(fileSystem === "" ? {} : { fileSystem }),
      ...(mountPoint === "" ? {} : { mountPoint }),
      ...(parent === "" ? {} : { parent: names.get(parent) ?? parent }),
    };
  });
}

function unescapeHex(text: string): string {
  return text.includes("\\x")
    ? text.replace(/\\x([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    : text;
}
