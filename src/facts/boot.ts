import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

/**
 * Reads the files in /boot, `BYTES PATH` a line. Kernels are the files vmlinuz-RELEASE except rescue images; an ostree host
 * keeps them in directories below /boot/ostree.
 *
 * @example
 * 13356088 /boot/vmlinuz-5.14.0-427.el9.x86_64
 * 6546 /boot/grub2/grub.cfg
 */
export function parseBoot(text: string): FactValue<"boot"> {
  const files = linesOf(text).map((line) => {
    const match = /^(\d{1,15}) (\/.*)$/.exec(line.text);
    if (match === null) throw lineError("the list of /boot", line.number, line.text, "is not a size and a path");
    return { path: match[2] ?? "", sizeBytes: Number(match[1]) };
  });
  const kernels = files.flatMap(({ path }) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return name.startsWith("vmlinuz-") && !name.startsWith("vmlinuz-0-rescue") ? [name.slice("vmlinuz-".length)] : [];
  });
  const grubConfigs = files.map(({ path }) => path).filter((path) => path.endsWith("/grub.cfg"));
  return { files, kernels: [...new Set(kernels)], grubConfigs };
}
