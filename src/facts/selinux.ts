import { FactError, quote } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

type Mode = FactValue<"selinux">["mode"];

/**
 * Reads the state of SELinux and, below it, /etc/selinux/config.
 *
 * @example
 * mode: enforcing
 * SELINUX=permissive
 * SELINUXTYPE=targeted
 */
export function parseSelinux(text: string): FactValue<"selinux"> {
  let mode: Mode | undefined;
  let configured: Mode | undefined;
  let policy: string | undefined;
  for (const line of linesOf(text)) {
    const trimmed = line.text.trim();
    if (trimmed.startsWith("mode:")) mode = modeOf(trimmed.slice("mode:".length).trim());
    const option = /^(SELINUX|SELINUXTYPE)[ \t]*=[ \t]*(\S+)/.exec(trimmed);
    if (option?.[1] === "SELINUX") configured = modeOf(option[2]?.toLowerCase() ?? "");
    if (option?.[1] === "SELINUXTYPE") policy = option[2];
  }
  if (mode === undefined) throw new FactError('Cannot read the state of SELinux: expected a line "mode:"');
  return {
    mode,
    ...(configured === undefined ? {} : { configured }),
    ...(policy === undefined ? {} : { policy }),
  };
}

function modeOf(word: string): Mode {
  switch (word) {
    case "enforcing":
    case "permissive":
    case "disabled":
      return word;
    case "1":
      return "enforcing";
    case "0":
      return "permissive";
    default:
      throw new FactError(`Cannot read the state of SELinux: unknown mode ${quote(word)}`);
  }
}
