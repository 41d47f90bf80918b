import { type ModuleDefaults, readModuleDefaults } from "./module-defaults.ts";
import { ModuleDocument } from "./module-document.ts";
import { type ModuleObsoletes, readModuleObsoletes } from "./module-obsoletes.ts";
import { type ModuleStream, readModuleStream } from "./module-stream.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { RepodataError } from "./repodata-error.ts";
import { splitYamlDocuments, type YamlText } from "./yaml-documents.ts";
import { isYamlMap, readYaml } from "./yaml-value.ts";

/** What modules.yaml holds, in the order of the file. */
export interface Modules {
  readonly streams: readonly ModuleStream[];
  readonly defaults: readonly ModuleDefaults[];
  readonly obsoletes: readonly ModuleObsoletes[];
  /** Documents that say nothing about which packages there are: translations, and packagers' sources. */
  readonly ignored: readonly { readonly type: string; readonly line: number }[];
  /** Documents that cannot be read; the others are kept, as libmodulemd does. */
  readonly problems: readonly RepodataError[];
}

const ignoredTypes = ["modulemd-translations", "modulemd-packager"];

/**
 * Reads modules.yaml: modulemd v1 and v2, modulemd-defaults v1, modulemd-obsoletes v1 (libmodulemd 2.14,
 * yaml_specs/). Each document stands for itself; one that is bad goes to `problems` with its line.
 */
export function parseModules(text: string): Modules {
  const streams: ModuleStream[] = [];
  const defaults: ModuleDefaults[] = [];
  const obsoletes: ModuleObsoletes[] = [];
  const ignored: { type: string; line: number }[] = [];
  const problems: RepodataError[] = [];
  for (const part of splitYamlDocuments(text)) {
    try {
      const document = documentOf(part);
      const kind = `${document.type} ${document.version}`;
      if (kind === "modulemd 1" || kind === "modulemd 2") streams.push(readModuleStream(document));
      else if (kind === "modulemd-defaults 1") defaults.push(readModuleDefaults(document));
      else if (kind === "modulemd-obsoletes 1") obsoletes.push(readModuleObsoletes(document));
      else if (ignoredTypes.includes(document.type)) ignored.push({ type: document.type, line: part.line });
      else document.fail(`is "${document.type}" of version ${document.version}, which is unknown`);
    } catch (error) {
      if (!(error instanceof RepodataError)) throw error;
      problems.push(error);
    }
  }
  return { streams, defaults, obsoletes, ignored, problems };
}

function documentOf(part: YamlText): ModuleDocument {
  const value = readPlainYaml(part.text) ?? readYaml("modules.yaml", part);
  if (!isYamlMap(value))
    throw new RepodataError("modules.yaml", `the document at line ${part.line} is no mapping`, { line: part.line });
  return new ModuleDocument(value, part.line);
}
