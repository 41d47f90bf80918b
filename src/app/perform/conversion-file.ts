import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Conversion } from "../../steps/conversion.ts";
import { writeDocument } from "../write-document.ts";
import type { PerformContext } from "./performer.ts";

const NAME = "conversion.json";

/** Keeps what the preflight decided, for the later steps of this run and host. */
export async function keepConversion({ folder }: PerformContext, conversion: Conversion): Promise<void> {
  await writeDocument(join(folder, NAME), conversion);
}

/** What the preflight of this run decided. @throws Error when it is not there: then the preflight has not been done. */
export async function readConversion({ folder }: Pick<PerformContext, "folder">): Promise<Conversion> {
  const value: unknown = JSON.parse(await readFile(join(folder, NAME), "utf8"));
  if (!isConversion(value))
    throw new Error(`Cannot go on: ${join(folder, NAME)} is not a conversion document of this Ferry`);
  return value;
}

/** Only Ferry writes the file; this tells a document of another version apart. */
function isConversion(value: unknown): value is Conversion {
  return typeof value === "object" && value !== null && "schema" in value && value.schema === "ferry/conversion/1";
}
