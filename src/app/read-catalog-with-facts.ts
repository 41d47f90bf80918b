import type { CatalogWithFacts } from "../catalog/catalog.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { catalogFiles } from "./catalog-files.ts";

/** All of data/, for comparing releases. */
export function readCatalogWithFacts(): CatalogWithFacts {
  return parseCatalog(catalogFiles());
}
