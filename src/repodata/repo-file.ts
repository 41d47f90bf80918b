import { type IniOption, type IniSection, parseIniSections } from "./ini-sections.ts";
import { type RepoVariables, substituteVariables } from "./substitute-variables.ts";

/** One repository of a .repo file, variables filled in. What the file does not say is left out or at dnf's default. */
export interface RepositoryDefinition {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly enabled: boolean;
  readonly baseUrls: readonly string[];
  readonly mirrorList?: string;
  readonly metalink?: string;
  readonly gpgCheck?: boolean;
  readonly repoGpgCheck?: boolean;
  readonly gpgKeys: readonly string[];
  /** Lower is preferred; 99 where not said. */
  readonly priority: number;
  /** Lower is preferred among equal priorities; 1000 where not said. */
  readonly cost: number;
  readonly excludes: readonly string[];
  readonly includes: readonly string[];
  readonly moduleHotfixes: boolean;
  readonly sslVerify?: boolean;
  readonly sslCaCertificate?: string;
  readonly sslClientCertificate?: string;
  readonly sslClientKey?: string;
  /** Without user and password. `_none_` is no proxy. */
  readonly proxy?: string;
  /** A user name or password is there; it is never kept. */
  readonly hasCredentials: boolean;
}

/** Something that dnf warns of and goes on: an id twice (the later one holds), a value that is none. */
export interface RepoFileWarning {
  readonly line: number;
  readonly text: string;
}

export interface RepoFile {
  readonly repositories: readonly RepositoryDefinition[];
  readonly warnings: readonly RepoFileWarning[];
}

const credentials = ["username", "password", "proxy_username", "proxy_password"];

/**
 * Reads a .repo file (dnf 4 and 5, yum): every section but [main] is a repository. `file` names it in messages.
 * @throws RepodataError for a line that is neither section, option nor comment
 */
export function parseRepoFile(text: string, file: string, variables: RepoVariables): RepoFile {
  const repositories = new Map<string, RepositoryDefinition>();
  const warnings: RepoFileWarning[] = [];
  for (const section of parseIniSections(text, file)) {
    if (section.name === "main") continue;
    const repository = repositoryOf(section, file, variables, warnings);
    const earlier = repositories.get(repository.id);
    if (earlier !== undefined)
      warnings.push({ line: section.line, text: `repository "${earlier.id}" was already at line ${earlier.line}` });
    repositories.delete(repository.id);
    repositories.set(repository.id, repository);
  }
  return { repositories: [...repositories.values()], warnings };
}

function repositoryOf(
  section: IniSection,
  file: string,
  variables: RepoVariables,
  warnings: RepoFileWarning[],
): RepositoryDefinition {
  const fill = (text: string): string => substituteVariables(text, variables);
  const list = (key: string): readonly string[] =>
    (section.options.get(key)?.value ?? "").split(/[\s,]+/).flatMap((word) => (word === "" ? [] : [fill(word)]));
  const text = (key: string): string | undefined => fill(section.options.get(key)?.value ?? "") || undefined;
  const warn = ({ line, value }: IniOption, key: string, wanted: string) =>
    warnings.push({ line, text: `"${key}=${value}" of repository "${section.name}" is no ${wanted}` });
  const flag = (key: string): boolean | undefined => {
    const option = section.options.get(key);
    if (option === undefined) return undefined;
    const value = booleanOf(option.value);
    if (value === undefined) warn(option, key, "boolean");
    return value;
  };
  const number = (key: string, preset: number): number => {
    const option = section.options.get(key);
    if (option === undefined) return preset;
    if (/^-?\d{1,9}$/.test(option.value)) return Number(option.value);
    warn(option, key, "number");
    return preset;
  };
  const id = fill(section.name);
  const proxy = text("proxy");
  return {
    id,
    name: text("name") ?? id,
    file,
    line: section.line,
    enabled: flag("enabled") ?? true,
    baseUrls: list("baseurl"),
    ...present("mirrorList", text("mirrorlist")),
    ...present("metalink", text("metalink")),
    ...present("gpgCheck", flag("gpgcheck")),
    ...present("repoGpgCheck", flag("repo_gpgcheck")),
    gpgKeys: list("gpgkey"),
    priority: number("priority", 99),
    cost: number("cost", 1000),
    excludes: [...list("exclude"), ...list("excludepkgs")],
    includes: list("includepkgs"),
    moduleHotfixes: flag("module_hotfixes") ?? false,
    ...present("sslVerify", flag("sslverify")),
    ...present("sslCaCertificate", text("sslcacert")),
    ...present("sslClientCertificate", text("sslclientcert")),
    ...present("sslClientKey", text("sslclientkey")),
    ...present("proxy", proxy?.replace(/^(\w+:\/\/)?[^/@]*@/, "$1")),
    hasCredentials: credentials.some((key) => section.options.has(key)) || /^[^/]*(?:\/\/)?[^/]*@/.test(proxy ?? ""),
  };
}

/** The words of libdnf's OptionBool and yum's BoolOption; undefined for any other. */
function booleanOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (["1", "yes", "true", "on", "enabled"].includes(word)) return true;
  return ["0", "no", "false", "off", "disabled"].includes(word) ? false : undefined;
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
