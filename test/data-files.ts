import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CatalogFile } from "../src/catalog/catalog.ts";

const folder = join(import.meta.dirname, "../data");

/** Every file of data/, for tests. */
export function dataFiles(): readonly CatalogFile[] {
  return readdirSync(folder).flatMap((kind) =>
    readdirSync(join(folder, kind)).map((name) => ({
      path: `data/${kind}/${name}`,
      text: readFileSync(join(folder, kind, name), "utf8"),
    })),
  );
}
