import { factsJsonSchema } from "../facts/facts-json-schema.ts";

/** The JSON Schema of one of Ferry's documents. Throws RangeError for a name that is none. */
export function schemaOf(name: string): unknown {
  if (name === "facts") return factsJsonSchema();
  throw new RangeError(`Cannot show the schema "${name}": there is facts`);
}
