import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { LabError } from "../../lab/lab-error.ts";

const builder = resolve(import.meta.dirname, "../../lab/images/main.ts");

/** Builds the images of these releases (all when none is named), as far as they are not built; tells of it on standard error. */
export async function build(releases: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [builder, ...releases], { stdio: ["ignore", "ignore", "inherit"] });
  await once(child, "exit");
  if (child.exitCode !== 0) throw new LabError("Cannot build the lab's images: see above");
}
