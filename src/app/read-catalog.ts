import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Catalog, type CatalogFile, type CatalogWithFacts, parseCatalog } from "../catalog/catalog.ts";

const dataFolder = fileURLToPath(new URL("../../data", import.meta.url));

/** The catalog that Ferry ships: every file of data/ but what only comparisons need. */
export function readCatalog(): Catalog {
  return parseCatalog(
    catalogFiles().filter(
      ({ path }) => !/^data\/(?:releases\/(?:facts|minors)\/|drivers\/unmaintained|hops\/others)/.test(path),
    ),
  );
}

/** All of data/, for comparing releases. */
export function readCatalogWithFacts(): CatalogWithFacts {
  return parseCatalog(catalogFiles());
}

function catalogFiles(): readonly CatalogFile[] {
  return readdirSync(dataFolder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .sort()
    .map((path) => ({ path: `data/${path}`, text: readFileSync(join(dataFolder, path), "utf8") }));
}
