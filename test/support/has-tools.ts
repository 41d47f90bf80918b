import { execFileSync } from "node:child_process";

/** Whether all these commands are on PATH; says which are not. */
export function has(...tools: readonly string[]): boolean {
  const missing = tools.filter((tool) => {
    try {
      execFileSync("sh", ["-c", 'command -v "$1"', "sh", tool]);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0) console.log(`not run: ${missing.join(", ")} missing`);
  return missing.length === 0;
}
