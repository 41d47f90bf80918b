import { factsJsonSchema } from "../facts/facts-json-schema.ts";
import { RequestError } from "./request-error.ts";

/** The JSON Schema of one of Ferry's documents. Throws RequestError for a name that is none. */
export function schemaOf(name: string): unknown {
  if (name === "facts") return factsJsonSchema();
  throw new RequestError(`Cannot show the schema "${name}": there is facts`);
}
