import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CatalogFile } from "../catalog/parse-catalog.ts";

const dataFolder = fileURLToPath(new URL("../../data", import.meta.url));

/** The files of data/ that Ferry ships, in the order of their names: all of them, or those whose path is wanted. */
export function catalogFiles(isWanted: (path: string) => boolean = () => true): readonly CatalogFile[] {
  return readdirSync(dataFolder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json") && isWanted(`data/${path}`))
    .sort()
    .map((path) => ({ path: `data/${path}`, text: readFileSync(join(dataFolder, path), "utf8") }));
}
