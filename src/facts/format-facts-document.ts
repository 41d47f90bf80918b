import type { FactsDocument } from "./facts-document.ts";
import { packageToJson } from "./package-json.ts";

/**
 * The JSON text of a document, with a line a fact and, in lists, a line an item: fit for `diff` and for git.
 * `parseFactsDocument` reads it back to an equal document.
 */
export function formatFactsDocument(document: FactsDocument): string {
  const { facts, ...head } = document;
  const lines = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const factLines = Object.entries(facts).map(([name, fact]) => {
    const value = fact.kind === "known" ? fact.value : undefined;
    if (!Array.isArray(value) || value.length === 0) return `    ${JSON.stringify(name)}: ${JSON.stringify(fact)}`;
    const items = name === "packages" ? document.facts.packages : undefined;
    const texts = (items?.kind === "known" ? items.value.map(packageToJson) : value).map((item) =>
      JSON.stringify(item),
    );
    return `    ${JSON.stringify(name)}: { "kind": "known", "value": [\n      ${texts.join(",\n      ")}\n    ] }`;
  });
  return `{\n${lines.join("\n")}\n  "facts": {\n${factLines.join(",\n")}\n  }\n}\n`;
}
