import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * A folder of the real data that is not part of the project ($FERRY_DATA, or beside the repository); undefined where it is
 * absent, after saying so.
 */
export function sharedData(folder: string): string | undefined {
  const root = process.env["FERRY_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
  const path = join(root, folder);
  if (existsSync(path)) return path;
  console.log(`not run: no data at ${path}`);
  return undefined;
}
