import { createColors } from "picocolors";
import { printable } from "../report/layout.ts";
import type { Style } from "../report/style.ts";

/** Where a command writes: results to standard output, talk to standard error. */
export interface Printer {
  readonly result: (result: string | Uint8Array) => void;
  /** A result as one JSON document; control characters in its texts are escaped, whatever terminal shows them. */
  readonly json: (value: unknown, indent?: number) => void;
  readonly talk: (line: string) => void;
  /** Talk that --quiet does not silence: what somebody has to know. */
  readonly insist: (line: string) => void;
  /** One line that is overwritten by the next; nothing off a terminal. */
  readonly status: (line: string) => void;
  readonly style: Style;
  /** Columns, 80 to 120. */
  readonly width: number;
}

/** The printer of this process: colour only on a terminal without NO_COLOR, TERM=dumb or `--no-color`. */
export function terminalPrinter(options: { readonly quiet: boolean; readonly color: boolean }): Printer {
  const { stdout, stderr, env } = process;
  const dumb = env["TERM"] === "dumb" || (env["NO_COLOR"] ?? "") !== "" || !options.color;
  // Off a terminal isTTY is undefined, and to picocolors that means "look at CI": say false.
  const colors = createColors(!(dumb || !stdout.isTTY));
  const animated = stderr.isTTY && !dumb && !options.quiet;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write("\r\u001b[K");
    shown = false;
  };
  const result = (output: string | Uint8Array) => {
    clear();
    stdout.write(output);
  };
  const insist = (line: string) => {
    clear();
    stderr.write(`${printable(line)}\n`);
  };
  return {
    result,
    json: (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      result(`${text.replace(/[\u007f-\u009f]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)}\n`);
    },
    talk: (line) => {
      if (!options.quiet) insist(line);
    },
    insist,
    status: (line) => {
      if (!animated) return;
      clear();
      stderr.write(printable(line).slice(0, (stderr.columns ?? 80) - 1));
      shown = line !== "";
    },
    style: { strong: colors.bold, faint: colors.dim, good: colors.green, warn: colors.yellow, bad: colors.red },
    width: Math.min(120, Math.max(80, stdout.columns ?? 80)),
  };
}
