import { parseRepoFile, type RepositoryDefinition } from "../repodata/repo-file.ts";
import type { RepoVariables } from "../repodata/substitute-variables.ts";
import type { Fact } from "./fact.ts";
import type { FactValue } from "./facts.ts";
import type { Uname } from "./machine.ts";
import { parseSections } from "./sections.ts";

type Repository = FactValue<"repositories">[number];

/**
 * What `$name` stands for in .repo files: the variables told in /etc/dnf/vars and /etc/yum/vars, `arch`, `basearch`, and
 * `releasever`, which is the major version except on RHEL 7, whose release package alone knows it ("7Server").
 */
export function variablesOf(sources: {
  readonly told: Readonly<Record<string, string>>;
  readonly osRelease: Fact<FactValue<"osRelease">>;
  readonly uname: Fact<Uname>;
}): RepoVariables {
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
export function parseRepositories(text: string, variables: RepoVariables, gpgCheck: boolean): Repository[] {
  return parseSections(text).flatMap(({ path, text }) =>
    parseRepoFile(text, path, variables).repositories.map((definition) => repositoryOf(definition, gpgCheck)),
  );
}

/** Priority and cost are told where they differ from dnf's defaults. */
function repositoryOf(definition: RepositoryDefinition, gpgCheck: boolean): Repository {
  const { id, name, file, enabled, mirrorList, metalink, priority, cost, moduleHotfixes } = definition;
  return {
    id,
    name,
    file,
    enabled,
    baseUrls: [...definition.baseUrls],
    ...(mirrorList === undefined ? {} : { mirrorList }),
    ...(metalink === undefined ? {} : { metalink }),
    gpgCheck: definition.gpgCheck ?? gpgCheck,
    gpgKeys: [...definition.gpgKeys],
    ...(priority === 99 ? {} : { priority }),
    ...(cost === 1000 ? {} : { cost }),
    excludes: [...definition.excludes],
    includes: [...definition.includes],
    moduleHotfixes,
  };
}
