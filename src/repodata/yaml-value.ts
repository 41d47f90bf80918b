import { type Document, parseDocument } from "yaml";
import { RepodataError } from "./repodata-error.ts";
import type { YamlText } from "./yaml-documents.ts";

/** YAML with every scalar as the text that stands there: a stream `10` or a version `1.10` must not become a number. */
export type YamlValue = string | null | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

const MAX_DOCUMENT = 8 * 1024 * 1024;
/** A value may be repeated by aliases this often; it stops documents that grow without end. */
const MAX_ALIASES = 100;

/**
 * Reads one document. Of equal keys in one mapping the last counts, as libmodulemd has it.
 * @throws RepodataError with the line in the whole stream
 */
export function readYaml(document: string, { text, line }: YamlText): YamlValue {
  if (text.length > MAX_DOCUMENT)
    throw new RepodataError(document, `the document at line ${line} is longer than ${MAX_DOCUMENT} characters`, {
      line,
    });
  const [parsed, value] = parsedValue(document, { text, line });
  const [problem] = parsed.errors;
  if (problem === undefined) return value;
  const at = line + (problem.linePos?.[0].line ?? 1) - 1;
  const state = problem.message.replace(/ at line[^]*$/, "");
  throw new RepodataError(document, `${state}, at line ${at}`, { line: at });
}

function parsedValue(document: string, { text, line }: YamlText): [Document.Parsed, YamlValue] {
  try {
    const parsed = parseDocument(withIndentedQuotes(text), {
      schema: "failsafe",
      logLevel: "silent",
      stringKeys: true,
      uniqueKeys: false,
    });
    const value = parsed.errors.length > 0 ? null : parsed.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
    return [parsed, value as YamlValue];
  } catch (cause) {
    const state = cause instanceof Error ? cause.message : String(cause);
    throw new RepodataError(document, `the document at line ${line} cannot be resolved: ${state}`, { line, cause });
  }
}

/**
 * A quote that closes a folded text may not stand at the start of a line, but libyaml lets it and Fedora's modules have
 * it; blanks before it are not part of the text.
 */
function withIndentedQuotes(text: string): string {
  return text.replace(/^(['"])$/gm, `${" ".repeat(80)}$1`);
}

export function isYamlMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

export function isYamlList(value: YamlValue | undefined): value is readonly YamlValue[] {
  return Array.isArray(value);
}
