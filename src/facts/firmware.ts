import { FactError, quote } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

/**
 * Reads how the host was started.
 *
 * @example
 * uefi
 * secureboot: disabled
 */
export function parseFirmware(text: string): FactValue<"firmware"> {
  const [kind, secureBoot] = linesOf(text).map((line) => line.text.trim());
  if (kind === "bios") return { kind, secureBoot: "unsupported" };
  if (kind !== "uefi")
    throw new FactError(`Cannot read the firmware: expected "bios" or "uefi", saw ${quote(kind ?? "")}`);
  switch (secureBoot) {
    case "secureboot: enabled":
      return { kind, secureBoot: "enabled" };
    case "secureboot: disabled":
      return { kind, secureBoot: "disabled" };
    case "secureboot: unsupported":
      return { kind, secureBoot: "unsupported" };
    case "secureboot: unknown":
    case undefined:
      return { kind, secureBoot: "unknown" };
    default:
      throw new FactError(`Cannot read the state of Secure Boot: saw ${quote(secureBoot)}`);
  }
}
