import { RepodataError } from "./repodata-error.ts";
import { isYamlList, isYamlMap, type YamlMap, type YamlValue } from "./yaml-value.ts";

const noMap: YamlMap = new Map();

/** One document of modules.yaml, `document`, `version` and `data`, with readers that fail with its line. */
export class ModuleDocument {
  readonly line: number;
  readonly type: string;
  readonly version: string;
  readonly data: YamlMap;

  constructor(root: YamlMap, line: number) {
    this.line = line;
    this.type = this.requiredText(root, "document");
    this.version = this.requiredText(root, "version");
    const data = root.get("data");
    if (!isYamlMap(data)) this.fail("has no mapping `data`");
    this.data = data;
  }

  fail(state: string): never {
    throw new RepodataError("modules.yaml", `the document at line ${this.line} ${state}`, { line: this.line });
  }

  /** "" where the key is missing or has no value. */
  text(map: YamlMap, key: string): string {
    const value = map.get(key);
    if (value === undefined || value === null) return "";
    return typeof value === "string" ? value : this.fail(`has a \`${key}\` that is no text`);
  }

  requiredText(map: YamlMap, key: string): string {
    return this.text(map, key) || this.fail(`has no \`${key}\``);
  }

  /** Empty where the key is missing or has no value. */
  map(map: YamlMap, key: string): YamlMap {
    const value = map.get(key);
    if (value === undefined || value === null || value === "") return noMap;
    return isYamlMap(value) ? value : this.fail(`has a \`${key}\` that is no mapping`);
  }

  list(map: YamlMap, key: string): readonly YamlValue[] {
    const value = map.get(key);
    if (value === undefined || value === null || value === "") return [];
    return isYamlList(value) ? value : this.fail(`has a \`${key}\` that is no list`);
  }

  texts(map: YamlMap, key: string): readonly string[] {
    return this.list(map, key).map((value) =>
      typeof value === "string" ? value : this.fail(`has a \`${key}\` with something other than text in it`),
    );
  }

  flag(map: YamlMap, key: string): boolean {
    const text = this.text(map, key).toLowerCase();
    if (["", "false", "no", "off"].includes(text)) return false;
    return ["true", "yes", "on"].includes(text) || this.fail(`has \`${key}: ${text}\`, neither true nor false`);
  }

  /** A count in decimal digits, kept as text: versions of modules are larger than a double can hold. */
  count(map: YamlMap, key: string): string {
    const text = this.text(map, key);
    if (text !== "" && !/^\d{1,20}$/.test(text)) this.fail(`has \`${key}: ${text}\`, which is no number`);
    return text;
  }
}
