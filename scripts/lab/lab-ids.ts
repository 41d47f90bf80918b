import { readdir } from "node:fs/promises";
import { labsFolder } from "../../lab/lab-paths.ts";

/** The labs of this machine, up or in the making. */
export async function labIds(): Promise<readonly string[]> {
  const names = await readdir(labsFolder()).catch(() => []);
  return names.filter((name) => name.endsWith(".lock")).map((name) => name.slice(0, -".lock".length));
}
