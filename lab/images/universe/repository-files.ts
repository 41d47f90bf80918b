import { type FileTree, keptConfig } from "../lab-package.ts";
import type { Major } from "../releases.ts";

/** The .repo files of the distributions, with the options and addresses of the real ones. */

type Options = Readonly<Record<string, string | number>>;

function section(id: string, options: Options): string {
  return `[${id}]\n${Object.entries(options)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("")}\n`;
}

/** CentOS Stream 9 and 10: metalinks. */
export function streamRepositories(key: string, major: Major): FileTree {
  const metalink = (name: string): string =>
    `https://mirrors.centos.org/metalink?repo=centos-${name}-$stream&arch=$basearch&protocol=https,http`;
  const repository = (id: string, title: string, enabled: 0 | 1, name = id): string =>
    section(id, {
      name: `CentOS Stream $releasever - ${title}`,
      metalink: metalink(name),
      gpgkey: `file://${key}`,
      gpgcheck: 1,
      repo_gpgcheck: 0,
      metadata_expire: "6h",
      countme: 1,
      enabled,
    });
  return {
    "/etc/yum.repos.d/centos.repo": keptConfig(
      repository("baseos", "BaseOS", 1) + repository("appstream", "AppStream", 1) + repository("crb", "CRB", 0),
    ),
    "/etc/yum.repos.d/centos-addons.repo": keptConfig(
      repository("extras-common", "Extras packages", 1, "extras-sig-extras-common"),
    ),
    "/etc/dnf/vars/stream": keptConfig(`${major}-stream\n`),
  };
}

/** CentOS Stream 8 ended in May 2024; its hosts point at the vault since. */
export function stream8Repositories(key: string): FileTree {
  const file = (id: string, folder: string, enabled: 0 | 1): readonly [string, ReturnType<typeof keptConfig>] => [
    `/etc/yum.repos.d/CentOS-Stream-${folder}.repo`,
    keptConfig(
      section(id, {
        name: `CentOS Stream $releasever - ${folder}`,
        baseurl: `https://vault.centos.org/$contentdir/$stream/${folder}/$basearch/os/`,
        gpgcheck: 1,
        enabled,
        gpgkey: `file://${key}`,
      }),
    ),
  ];
  return {
    ...Object.fromEntries([
      file("baseos", "BaseOS", 1),
      file("appstream", "AppStream", 1),
      file("extras", "extras", 1),
      file("powertools", "PowerTools", 0),
    ]),
    "/etc/dnf/vars/stream": keptConfig("8-stream\n"),
    "/etc/dnf/vars/contentdir": keptConfig("centos\n"),
  };
}

/** CentOS Linux 8 ended in December 2021, and its mirror list answers no more: nobody touched these hosts' files. */
export function linuxRepositories(key: string): FileTree {
  const file = (id: string, folder: string, enabled: 0 | 1): readonly [string, ReturnType<typeof keptConfig>] => [
    `/etc/yum.repos.d/CentOS-Linux-${folder}.repo`,
    keptConfig(
      section(id, {
        name: `CentOS Linux $releasever - ${folder}`,
        mirrorlist: `http://mirrorlist.centos.org/?release=$releasever&arch=$basearch&repo=${folder}&infra=$infra`,
        "#baseurl": `http://mirror.centos.org/$contentdir/$releasever/${folder}/$basearch/os/`,
        gpgcheck: 1,
        enabled,
        gpgkey: `file://${key}`,
      }),
    ),
  ];
  return {
    ...Object.fromEntries([
      file("baseos", "BaseOS", 1),
      file("appstream", "AppStream", 1),
      file("extras", "extras", 1),
      file("powertools", "PowerTools", 0),
    ]),
    "/etc/dnf/vars/contentdir": keptConfig("centos\n"),
    "/etc/dnf/vars/infra": keptConfig("stock\n"),
  };
}

/** AlmaLinux: mirror lists; one file for each repository from 9 on. */
export function almaRepositories(key: string, major: Major): FileTree {
  const repository = (id: string, folder: string, enabled: 0 | 1): string =>
    section(id, {
      name: `AlmaLinux $releasever - ${folder}`,
      mirrorlist: `https://mirrors.almalinux.org/mirrorlist/$releasever/${id}`,
      "# baseurl": `https://repo.almalinux.org/almalinux/$releasever/${folder}/$basearch/os/`,
      enabled,
      gpgcheck: 1,
      countme: 1,
      gpgkey: `file://${key}`,
      metadata_expire: 86_400,
      enabled_metadata: enabled,
    });
  if (major === 8) {
    return {
      "/etc/yum.repos.d/almalinux.repo": keptConfig(
        repository("baseos", "BaseOS", 1) + repository("appstream", "AppStream", 1) + repository("extras", "extras", 1),
      ),
      "/etc/yum.repos.d/almalinux-powertools.repo": keptConfig(repository("powertools", "PowerTools", 0)),
    };
  }
  const file = (id: string, folder: string, enabled: 0 | 1): readonly [string, ReturnType<typeof keptConfig>] => [
    `/etc/yum.repos.d/almalinux-${id}.repo`,
    keptConfig(repository(id, folder, enabled)),
  ];
  return Object.fromEntries([
    file("baseos", "BaseOS", 1),
    file("appstream", "AppStream", 1),
    file("crb", "CRB", 0),
    file("extras", "extras", 1),
  ]);
}

/** EPEL and the vendor, as their own packages bring them. */
export function thirdPartyRepository(id: string, options: Options): FileTree {
  return { [`/etc/yum.repos.d/${id}.repo`]: keptConfig(section(id, options)) };
}
