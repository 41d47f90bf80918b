import { FactsDocumentError } from "./document-error.ts";
import { FactsDocument } from "./facts-document.ts";
import { packagesFromJson } from "./package-json.ts";

/** A document of 2,500 packages with all dependencies has some 10 million characters. */
const defaultMaximumLength = 100_000_000;

/**
 * Reads a facts document and checks all of it: unknown keys are refused, and the first thing that is wrong is named by its path.
 * @throws FactsDocumentError
 */
export function parseFactsDocument(text: string, options: { readonly maximumLength?: number } = {}): FactsDocument {
  const { maximumLength = defaultMaximumLength } = options;
  if (text.length > maximumLength) {
    throw new FactsDocumentError(`Cannot read the facts: ${text.length} characters are more than ${maximumLength}`);
  }
  const value = parseJson(text);
  const schema = isObject(value) ? value["schema"] : undefined;
  if (schema !== "ferry/facts/1") {
    const seen = typeof schema === "string" ? JSON.stringify(schema.slice(0, 80)) : "no schema";
    throw new FactsDocumentError(
      `Cannot read the facts: expected a document of the schema "ferry/facts/1", found ${seen}`,
    );
  }
  takePackages(value);
  // Without jit: one document does not pay for compiling the schemas.
  const result = FactsDocument.safeParse(value, { jitless: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("") ?? "";
  throw new FactsDocumentError(
    `Cannot read the facts: at ${path === "" ? "the top" : path.slice(1)}: ${issue?.message ?? ""}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FactsDocumentError(`Cannot read the facts: not JSON: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
}

/** Reads the packages where they stand; whatever else is wrong on the way there is left to the schema to say. */
function takePackages(document: unknown): void {
  const facts = isObject(document) ? document["facts"] : undefined;
  const packages = isObject(facts) ? facts["packages"] : undefined;
  if (!isObject(packages) || packages["kind"] !== "known") return;
  packages["value"] = packagesFromJson(packages["value"], "facts.packages.value");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
