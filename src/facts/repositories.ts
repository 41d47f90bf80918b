import type { Fact } from "./fact.ts";
import type { FactValue } from "./facts.ts";
import { booleanOption, type IniSection, listOption, parseIni } from "./ini-file.ts";
import type { Uname } from "./machine.ts";
import { parseSections } from "./sections.ts";

type Repository = FactValue<"repositories">[number];
export type Variables = ReadonlyMap<string, string>;

/**
 * What `$name` stands for in .repo files: the variables told in /etc/dnf/vars and /etc/yum/vars, `arch`, `basearch`, and
 * `releasever`, which is the major version except on RHEL 7, whose release package alone knows it ("7Server").
 */
export function variablesOf(sources: {
  readonly told: Readonly<Record<string, string>>;
  readonly osRelease: Fact<FactValue<"osRelease">>;
  readonly uname: Fact<Uname>;
}): Variables {
  const variables = new Map<string, string>();
  if (sources.uname.kind === "known") {
    const { architecture } = sources.uname.value;
    variables.set("arch", architecture);
    variables.set("basearch", baseArchitecture(architecture));
  }
  if (sources.osRelease.kind === "known") {
    const { id, versionId } = sources.osRelease.value;
    const major = versionId.split(".")[0] ?? "";
    if (major !== "" && !(id === "rhel" && major === "7")) variables.set("releasever", major);
  }
  for (const [name, value] of Object.entries(sources.told)) variables.set(name, value);
  return variables;
}

/** dnf's base architectures (dnf 4, rpm/__init__.py), for those that Enterprise Linux was built for. */
function baseArchitecture(architecture: string): string {
  if (/^(i[3-6]86|athlon|geode)$/.test(architecture)) return "i386";
  if (/^(amd64|ia32e)$/.test(architecture)) return "x86_64";
  return /^armv[67]/.test(architecture) ? "armhfp" : architecture;
}

/**
 * Reads the .repo files: each section but [main] is a repository. `gpgCheck` is what [main] of dnf.conf or yum.conf says where a
 * repository says nothing. Variables that are not known stay as they are written.
 *
 * @example
 * ==> /etc/yum.repos.d/CentOS-Base.repo <==
 * [base]
 * name=CentOS-$releasever - Base
 * mirrorlist=http://mirrorlist.centos.org/?release=$releasever&arch=$basearch&repo=os&infra=$infra
 * gpgcheck=1
 * gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-7
 */
export function parseRepositories(text: string, variables: Variables, gpgCheck: boolean): Repository[] {
  return parseSections(text).flatMap(({ path, text }) =>
    parseIni(text, path)
      .filter(({ name }) => name !== "main")
      .map((section) => repositoryOf(section, path, variables, gpgCheck)),
  );
}

function repositoryOf(
  { name: id, options }: IniSection,
  file: string,
  variables: Variables,
  gpgCheck: boolean,
): Repository {
  const fill = (text: string): string => substitute(text, variables);
  const filled = (name: string): string | undefined => {
    const value = options.get(name);
    return value === undefined || value === "" ? undefined : fill(value);
  };
  const mirrorList = filled("mirrorlist");
  const metalink = filled("metalink");
  const priority = numberOption(options.get("priority"));
  const cost = numberOption(options.get("cost"));
  return {
    id: fill(id),
    name: filled("name") ?? fill(id),
    file,
    enabled: booleanOption(options.get("enabled")) ?? true,
    baseUrls: listOption(options.get("baseurl")).map(fill),
    ...(mirrorList === undefined ? {} : { mirrorList }),
    ...(metalink === undefined ? {} : { metalink }),
    gpgCheck: booleanOption(options.get("gpgcheck")) ?? gpgCheck,
    gpgKeys: listOption(options.get("gpgkey")).map(fill),
    ...(priority === undefined ? {} : { priority }),
    ...(cost === undefined ? {} : { cost }),
    excludes: [...listOption(options.get("exclude")), ...listOption(options.get("excludepkgs"))],
    includes: [...listOption(options.get("includepkgs"))],
    moduleHotfixes: booleanOption(options.get("module_hotfixes")) ?? false,
  };
}

function numberOption(value: string | undefined): number | undefined {
  return /^-?\d{1,9}$/.test(value ?? "") ? Number(value) : undefined;
}

/** Fills in `$name` and `${name}`; what is filled in is not looked at again. */
function substitute(text: string, variables: Variables): string {
  return text.replace(/\$(?:([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})/g, (whole, bare?: string, braced?: string) => {
    return variables.get(bare ?? braced ?? "") ?? whole;
  });
}
