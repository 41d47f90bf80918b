import { FactError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";

/**
 * Reads /proc/meminfo; its "kB" are units of 1024 bytes. Kernels before 3.14 do not tell MemAvailable.
 *
 * @example
 * MemTotal:        1882220 kB
 * MemFree:          160200 kB
 * MemAvailable:    1432100 kB
 * SwapTotal:             0 kB
 */
export function parseMeminfo(text: string): FactValue<"memory"> {
  const total = kilobytes(text, "MemTotal");
  const swap = kilobytes(text, "SwapTotal");
  if (total === undefined) throw new FactError("Cannot read /proc/meminfo: it has no line MemTotal");
  if (swap === undefined) throw new FactError("Cannot read /proc/meminfo: it has no line SwapTotal");
  const available = kilobytes(text, "MemAvailable");
  return {
    totalBytes: total * 1024,
    ...(available === undefined ? {} : { availableBytes: available * 1024 }),
    swapBytes: swap * 1024,
  };
}

function kilobytes(text: string, name: string): number | undefined {
  const digits = new RegExp(`^${name}:[ \t]{0,40}(\\d{1,12}) kB`, "m").exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
