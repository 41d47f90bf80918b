import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool to its end. A tool that is missing or fails throws with what it said. */
export async function runTool(
  tool: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ToolOutput> {
  try {
    return await run(tool, [...args], { ...options, maxBuffer: 256 * 1024 * 1024 });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() ?? String(cause);
    throw new Error(`Cannot run "${tool} ${args.slice(0, 6).join(" ")}": ${said}`, { cause });
  }
}
