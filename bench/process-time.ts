import { runTool } from "../scripts/generate/run-tool.ts";

/** Seconds that a command and all its children took. */
export interface ProcessTime {
  readonly cpu: number;
  readonly wall: number;
}

/** Runs a command with its output thrown away and measures it, by bash's `time`, to the millisecond. */
export async function processTime(
  command: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ProcessTime> {
  const script = `TIMEFORMAT="%3U %3S %3R"; time "$@" >/dev/null 2>&1 </dev/null; true`;
  const { stderr } = await runTool("bash", ["-c", script, "bash", ...command], {
    ...options,
    env: { ...(options.env ?? process.env), LC_ALL: "C" },
  });
  const [user = Number.NaN, system = Number.NaN, wall = Number.NaN] = stderr.trim().split(" ").map(Number);
  return { cpu: user + system, wall };
}
