import { z } from "zod";
import { Packages } from "./facts.ts";
import { FactsDocument } from "./facts-document.ts";
import { PackageJson } from "./package-schema.ts";

/** The JSON Schema (draft 2020-12) of a facts document as `ferry inspect` writes it. */
export function factsJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema: _, ...packageSchema } = z.toJSONSchema(PackageJson);
  return z.toJSONSchema(FactsDocument, {
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === Packages) Object.assign(jsonSchema, { type: "array", items: packageSchema });
    },
  });
}
