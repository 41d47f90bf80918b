import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CatalogFile } from "../src/catalog/parse-catalog.ts";

const folder = join(import.meta.dirname, "../data");

/** Every file of data/, for tests. */
export function dataFiles(): readonly CatalogFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .map((path) => ({ path: `data/${path}`, text: readFileSync(join(folder, path), "utf8") }));
}
