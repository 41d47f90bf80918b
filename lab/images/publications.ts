import type { RepositoryName } from "./lab-package.ts";
import type { Edition, Major } from "./releases.ts";

/** Where below www/ the repositories of an edition are: the first path is the real one, the others are other names of it. */
export interface Publication {
  readonly repository: RepositoryName;
  readonly paths: readonly string[];
}

const folders: Readonly<Record<RepositoryName, string>> = {
  baseos: "BaseOS",
  appstream: "AppStream",
  crb: "CRB",
  extras: "extras",
};

const repositories = Object.keys(folders) as readonly RepositoryName[];

export function publicationsOf(edition: Edition): readonly Publication[] {
  return repositories.map((repository) => ({ repository, paths: pathsOf(edition, repository) }));
}

function pathsOf(edition: Edition, repository: RepositoryName): readonly string[] {
  const folder = repository === "crb" && edition.major === 8 ? "PowerTools" : folders[repository];
  const rest = `${folder}/x86_64/os`;
  switch (edition.kind) {
    case "alma":
      return [
        `repo.almalinux.org/almalinux/${edition.major}/${rest}`,
        `repo.almalinux.org/almalinux/${edition.versionId}/${rest}`,
      ];
    case "linux":
      return [`vault.centos.org/8.5.2111/${rest}`, `vault.centos.org/centos/8.5.2111/${rest}`];
    case "stream": {
      const tree = `${edition.major}-stream`;
      if (edition.major === 8) return [`vault.centos.org/${tree}/${rest}`, `vault.centos.org/centos/${tree}/${rest}`];
      if (repository === "extras") return [`mirror.stream.centos.org/SIGs/${tree}/extras/x86_64/extras-common`];
      return [`mirror.stream.centos.org/${tree}/${rest}`];
    }
  }
}

export function epelPath(major: Major): string {
  return `download.fedoraproject.org/pub/epel/${major}/Everything/x86_64`;
}

export function vendorPath(major: Major): string {
  return `packages.examplevendor.test/el${major}`;
}

/**
 * AlmaLinux's BaseOS as somebody would serve it who has another key: one package is not AlmaLinux's. The mirror serves it in
 * place of the real one where a fault says so.
 */
export function roguePath(major: Major): string {
  return `repo.almalinux.org/.variants/rogue/almalinux/${major}/BaseOS/x86_64/os`;
}
