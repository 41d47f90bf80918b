import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Catalog, parseCatalog } from "../catalog/catalog.ts";

/** The catalog that Ferry ships: every file of data/. */
export function readCatalog(folder = fileURLToPath(new URL("../../data", import.meta.url))): Catalog {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .sort();
  return parseCatalog(files.map((path) => ({ path: `data/${path}`, text: readFileSync(join(folder, path), "utf8") })));
}
