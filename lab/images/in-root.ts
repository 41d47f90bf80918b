import { join } from "node:path";
import { runTool } from "../../scripts/generate/run-tool.ts";

const scripts = join(import.meta.dirname, "files");

/** Runs a program inside the root of a host that is not up. */
export async function runInRoot(root: string, command: readonly string[]): Promise<string> {
  const { stdout } = await unshared("chroot-in.sh", [root, ...command]);
  return stdout;
}

/** Runs a script of lab/images/files in a mount namespace of its own: what it mounts ends with it. */
export async function unshared(script: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C.UTF-8" };
  const path = join(scripts, script);
  return runTool("unshare", ["--mount", "--propagation", "private", "--", path, ...args], { env: environment });
}
