import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

/**
 * Reads the locks that live processes hold, `PATH PID COMMAND` a line; process and command may be missing.
 *
 * @example "/var/run/yum.pid 4211 yum"
 */
export function parseLocks(text: string): FactValue<"locks"> {
  return linesOf(text).map((line) => {
    const match = /^(\/\S*)(?: (\d{1,10})(?: (.+))?)?$/.exec(line.text.trim());
    if (match === null) throw lineError("the list of locks", line.number, line.text, "is not PATH PID COMMAND");
    const [, path = "", process, command] = match;
    return {
      path,
      ...(process === undefined ? {} : { process: Number(process) }),
      ...(command === undefined ? {} : { command }),
    };
  });
}
