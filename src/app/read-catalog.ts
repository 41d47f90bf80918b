import { assembleCatalog, type Catalog, type Knowledge, knowledgeJson } from "../catalog/catalog.ts";
import { catalogFiles } from "./catalog-files.ts";

/**
 * The catalog that Ferry ships: every file of data/ but what only comparisons need. That each has the shape of its kind is
 * tested (catalog/parse-catalog.test.ts) and not asked at every start.
 */
export function readCatalog(): Catalog {
  const isNeeded = (path: string) =>
    !/^data\/(?:releases\/(?:facts|minors)\/|drivers\/unmaintained|hops\/others)/.test(path);
  return assembleCatalog(
    catalogFiles(isNeeded).map(({ path, text }) => ({ path, value: knowledgeJson(path, text) as Knowledge })),
  );
}
