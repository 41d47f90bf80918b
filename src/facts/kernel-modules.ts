import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";

/**
 * Reads /proc/modules: name, size, uses, users, state, address, and the taint letters where there are some (Linux
 * kernel/module, m_show). "(?)" stands for letters that are not known.
 *
 * @example
 * nvidia_drm 73728 0 - Live 0xffffffffc1a3e000 (POE)
 * xfs 1593344 1 - Live 0xffffffffc0a2e000
 */
export function parseKernelModules(text: string): FactValue<"kernelModules"> {
  return linesOf(text).map((line) => {
    const [name, size, ...rest] = wordsOf(line.text);
    if (name === undefined || size === undefined || !/^\d{1,15}$/.test(size)) {
      throw lineError("/proc/modules", line.number, line.text, "has no name and size");
    }
    const taint = /^\(([A-Z+?-]*)\)$/.exec(rest.at(-1) ?? "")?.[1] ?? "";
    return { name, sizeBytes: Number(size), taint };
  });
}
