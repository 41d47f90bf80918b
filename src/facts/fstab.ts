import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";
import { unescapeOctal } from "./mounts.ts";

type Fstab = FactValue<"fstab">;

/**
 * Reads /etc/fstab (fstab(5)): device, mount point, type; options, dump and pass may be left out. A line that libmount would
 * refuse (fewer fields, dump or pass not a number) is kept apart with its number.
 *
 * @example
 * # Created by anaconda on Thu Feb  1 10:00:00 2024
 * UUID=0aa26a2e-36d0-4ee4-8a20-1b1e1b0b5f4c /      xfs   defaults        0 0
 * //nas/data /srv/my\040data cifs credentials=/etc/nas,_netdev 0 0
 */
export function parseFstab(text: string): Fstab {
  const entries: Fstab["entries"][number][] = [];
  const malformed: Fstab["malformed"][number][] = [];
  for (const line of linesOf(text)) {
    const words = wordsOf(line.text);
    if (words[0]?.startsWith("#") === true) continue;
    const [device, mountPoint, type, options = "defaults", dump = "0", pass = "0"] = words;
    const numbers = /^\d+$/.test(dump) && /^\d+$/.test(pass);
    if (device === undefined || mountPoint === undefined || type === undefined || !numbers) {
      malformed.push({ line: line.number, text: line.text });
      continue;
    }
    entries.push({
      line: line.number,
      device: unescapeOctal(device),
      mountPoint: unescapeOctal(mountPoint),
      type,
      options: unescapeOctal(options).split(","),
    });
  }
  return { entries, malformed };
}
