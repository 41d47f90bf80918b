import { type FileTree, keptConfig, type LabPackage, labPackage, link, text, withDist } from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { almaRepositories, linuxRepositories, stream8Repositories, streamRepositories } from "./repository-files.ts";

/** Public keys by the name that the lab has for them. */
export type KeyTexts = (key: "centos" | "alma" | "epel" | "vendor") => string;

/** The packages that say which distribution a host is, where its packages come from and which keys it trusts. */
export function identity(edition: Edition, keys: KeyTexts): readonly LabPackage[] {
  switch (edition.kind) {
    case "stream":
      return [...stream(edition, keys), extra(edition, "centos-release-hyperscale")];
    case "linux":
      return [...linux(edition, keys), extra(edition, "centos-release-storage-common")];
    case "alma":
      return [...alma(edition, keys), extra(edition, "elevate-release")];
  }
}

/** The extras of a distribution are mostly packages that bring further repositories. No host has them at first. */
function extra(edition: Edition, name: string): LabPackage {
  return labPackage(name, withDist("1.0-2", edition), {
    arch: "noarch",
    repository: "extras",
    installed: false,
    files: { [`/usr/share/${name}/README`]: text("@EVR@ of @VENDOR@\n") },
  });
}

/** Key files of CentOS: Stream 10 has a second one, for signatures by SHA-256. */
function centosKeyPath(edition: Edition): string {
  const name = edition.major === 10 ? "centosofficial-SHA256" : "centosofficial";
  return `/etc/pki/rpm-gpg/RPM-GPG-KEY-${name}`;
}

/** AlmaLinux 8's packages name its key without the major. */
function almaKeyPath({ major }: Edition): string {
  return `/etc/pki/rpm-gpg/RPM-GPG-KEY-AlmaLinux${major === 8 ? "" : `-${major}`}`;
}

function stream(edition: Edition, keys: KeyTexts): readonly LabPackage[] {
  const { major } = edition;
  const evr = withDist({ 8: "8.6-1", 9: "9.0-30", 10: "10.0-9" }[major], edition);
  const key = centosKeyPath(edition);
  const repositories = major === 8 ? stream8Repositories(key) : streamRepositories(key, major);
  return [
    labPackage("centos-stream-release", evr, {
      arch: "noarch",
      requires: ["centos-stream-repos"],
      provides: releaseProvides(edition),
      files: releaseFiles(edition, "centos", `CentOS Stream release ${major}`, "CentOS Stream"),
    }),
    labPackage("centos-stream-repos", evr, {
      arch: "noarch",
      requires: ["centos-gpg-keys = @EVR@"],
      provides: ["centos-repos = @EVR@", "system-repos = @EVR@"],
      files: repositories,
    }),
    centosKeys(evr, key, keys),
  ];
}

function linux(edition: Edition, keys: KeyTexts): readonly LabPackage[] {
  const evr = withDist("8.5-1.2111", edition);
  const key = centosKeyPath(edition);
  return [
    labPackage("centos-linux-release", evr, {
      arch: "noarch",
      requires: ["centos-linux-repos"],
      provides: releaseProvides(edition),
      files: releaseFiles(edition, "centos", "CentOS Linux release 8.5.2111", "CentOS Linux"),
    }),
    labPackage("centos-linux-repos", withDist("8-3", edition), {
      arch: "noarch",
      requires: ["centos-gpg-keys"],
      provides: ["centos-repos = @EVR@", "system-repos = @EVR@"],
      files: linuxRepositories(key),
    }),
    centosKeys(withDist("1:8-3", edition), key, keys),
  ];
}

function centosKeys(evr: string, path: string, keys: KeyTexts): LabPackage {
  return labPackage("centos-gpg-keys", evr, { arch: "noarch", files: { [path]: text(keys("centos")) } });
}

/** From 9 on the repositories and keys are packages of their own. */
function alma(edition: Edition, keys: KeyTexts): readonly LabPackage[] {
  const evr = withDist(`${edition.versionId}-1`, edition);
  const key = almaKeyPath(edition);
  const title = `AlmaLinux release ${edition.versionId} ${edition.codename}`;
  const own = releaseFiles(edition, "almalinux", title, "AlmaLinux");
  const repositories = almaRepositories(key, edition.major);
  const keyFile: FileTree = { [key]: text(keys("alma")) };
  if (edition.major === 8) {
    return [
      labPackage("almalinux-release", evr, {
        provides: [...releaseProvides(edition), "almalinux-repos(8) = @EVR@", "system-repos = @EVR@"],
        files: { ...own, ...repositories, ...keyFile },
      }),
    ];
  }
  return [
    labPackage("almalinux-release", evr, {
      requires: ["almalinux-repos"],
      provides: releaseProvides(edition),
      files: own,
    }),
    labPackage("almalinux-repos", evr, {
      requires: ["almalinux-gpg-keys"],
      provides: [`almalinux-repos(${edition.major}) = @EVR@`, "system-repos = @EVR@"],
      files: repositories,
    }),
    labPackage("almalinux-gpg-keys", evr, { files: keyFile }),
  ];
}

/** What dnf takes $releasever and the module platform from. */
function releaseProvides({ major }: Edition): readonly string[] {
  const shared = ["redhat-release = @EVR@", "system-release = @EVR@", `system-release(releasever) = ${major}`];
  return ["centos-release = @EVR@", ...shared, `base-module(platform:el${major})`];
}

function releaseFiles(edition: Edition, own: "centos" | "almalinux", title: string, name: string): FileTree {
  const cpe = `cpe:/o:${own}:${own}:${edition.major}${own === "almalinux" ? "::baseos" : ""}`;
  return {
    "/usr/lib/os-release": text(osRelease(edition, own, name, cpe)),
    "/etc/os-release": link("../usr/lib/os-release"),
    [`/etc/${own}-release`]: text(`${title}\n`),
    "/etc/redhat-release": link(`${own}-release`),
    "/etc/system-release": link(`${own}-release`),
    "/etc/system-release-cpe": text(`${cpe}\n`),
    "/etc/issue": keptConfig("\\S\nKernel \\r on an \\m\n\n"),
    "/etc/issue.net": keptConfig("\\S\nKernel \\r on an \\m\n"),
    "/usr/lib/systemd/system-preset/90-default.preset": text(
      "enable sshd.service\nenable crond.service\nenable dbus.socket\nenable remote-fs.target\n",
    ),
    "/usr/lib/rpm/macros.d/macros.dist": text(
      `%rhel ${edition.major}\n%dist .el${edition.major}\n%el${edition.major} 1\n`,
    ),
  };
}

/** The values are quoted, as the real files have them: tools that read them with grep rely on it. */
function osRelease(edition: Edition, own: "centos" | "almalinux", name: string, cpe: string): string {
  const { versionId, codename, major } = edition;
  const version = codename === "" ? versionId : `${versionId} ${codename}`;
  const lines = {
    NAME: name,
    VERSION: version,
    ID: own,
    ID_LIKE: own === "centos" ? "rhel fedora" : "rhel centos fedora",
    VERSION_ID: versionId,
    PLATFORM_ID: `platform:el${major}`,
    PRETTY_NAME: `${name} ${version}`,
    ANSI_COLOR: own === "centos" ? "0;31" : "0;34",
    LOGO: "fedora-logo-icon",
    CPE_NAME: cpe,
    HOME_URL: own === "centos" ? "https://centos.org/" : "https://almalinux.org/",
    BUG_REPORT_URL: own === "centos" ? "https://issues.redhat.com/" : "https://bugs.almalinux.org/",
    ...(own === "centos"
      ? {}
      : {
          ALMALINUX_MANTISBT_PROJECT: `AlmaLinux-${major}`,
          ALMALINUX_MANTISBT_PROJECT_VERSION: versionId,
          REDHAT_SUPPORT_PRODUCT: "AlmaLinux",
          REDHAT_SUPPORT_PRODUCT_VERSION: versionId,
        }),
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}="${value}"\n`)
    .join("");
}
