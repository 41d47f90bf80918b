import { type Dependency, EQUAL, parseDependency } from "../../src/package/dependency.ts";
import type { Build } from "./edition.ts";
import type { FileSpec, PackageSpec } from "./package-spec.ts";

/** CentOS Stream 9's own packages: what says which distribution a host is. Names and capabilities are the real ones. */
export function streamReleaseBuilds(): readonly Build[] {
  return [
    make("centos-stream-release", "9.0-26.el9", "CentOS", {
      provides: [
        "centos-release = 9.0-26.el9",
        "redhat-release = 9.0-26.el9",
        "system-release = 9.0-26.el9",
        "system-release(releasever) = 9",
        "base-module(platform:el9)",
      ],
      requires: ["centos-stream-repos"],
      files: ["/etc/os-release", "/etc/centos-release", "/etc/redhat-release"],
    }),
    make("centos-stream-repos", "9.0-26.el9", "CentOS", {
      provides: ["centos-repos = 9.0-26.el9", "system-repos = 9.0-26.el9"],
      requires: ["centos-gpg-keys"],
      files: ["/etc/yum.repos.d/centos.repo", "/etc/yum.repos.d/centos-addons.repo"],
    }),
    make("centos-gpg-keys", "9.0-26.el9", "CentOS", {
      files: ["/etc/pki/rpm-gpg/RPM-GPG-KEY-centosofficial"],
    }),
  ];
}

/** AlmaLinux 9's. With `replacesStream` they obsolete CentOS Stream's, as no real build does: then no step but a sync is needed. */
export function almaReleaseBuilds(replacesStream: boolean): readonly Build[] {
  const obsoletes = (names: readonly string[]): readonly string[] => (replacesStream ? names : []);
  return [
    make("almalinux-release", "9.5-2.el9", "AlmaLinux", {
      arch: "x86_64",
      provides: [
        "centos-release = 9.5-2.el9",
        "redhat-release = 9.5-2.el9",
        "system-release = 9.5-2.el9",
        "system-release(releasever) = 9",
        "base-module(platform:el9)",
      ],
      requires: ["almalinux-repos"],
      obsoletes: obsoletes(["centos-stream-release"]),
      files: ["/etc/os-release", "/etc/almalinux-release", "/etc/redhat-release"],
    }),
    make("almalinux-repos", "9.5-2.el9", "AlmaLinux", {
      arch: "x86_64",
      provides: ["almalinux-repos(9) = 9.5-2.el9", "system-repos = 9.5-2.el9"],
      requires: ["almalinux-gpg-keys"],
      obsoletes: obsoletes(["centos-stream-repos"]),
      files: ["/etc/yum.repos.d/almalinux-baseos.repo", "/etc/yum.repos.d/almalinux-appstream.repo"],
    }),
    make("almalinux-gpg-keys", "9.5-2.el9", "AlmaLinux", {
      arch: "x86_64",
      obsoletes: obsoletes(["centos-gpg-keys"]),
      files: ["/etc/pki/rpm-gpg/RPM-GPG-KEY-AlmaLinux-9"],
    }),
  ];
}

interface Parts {
  readonly arch?: string;
  readonly provides?: readonly string[];
  readonly requires?: readonly string[];
  readonly obsoletes?: readonly string[];
  readonly files: readonly string[];
}

function make(name: string, evr: string, vendor: string, parts: Parts): Build {
  const [version = "", release = ""] = evr.split("-");
  const arch = parts.arch ?? "noarch";
  const self: Dependency[] = [{ name, flags: EQUAL, evr }];
  if (arch === "x86_64") self.push({ name: `${name}(x86-64)`, flags: EQUAL, evr });
  const files: FileSpec[] = parts.files.map((path) => ({ path, kind: "config", contents: `# ${path} of ${name}\n` }));
  const spec: PackageSpec = {
    name,
    epoch: 0,
    version,
    release,
    arch,
    vendor,
    summary: `${vendor} release files`,
    buildTime: 1_700_000_000,
    sourceRpm: `${name}-${evr}.src.rpm`,
    installedSize: 30_000,
    packageSize: 20_000,
    dependencies: {
      provides: [...self, ...(parts.provides ?? []).map(parseDependency)],
      requires: (parts.requires ?? []).map(parseDependency),
      obsoletes: (parts.obsoletes ?? []).map(parseDependency),
    },
    files,
  };
  const beside = (parts.requires ?? []).map((other) => ({ anyOf: [`${other}.${arch}`] }));
  return { spec, repository: "base", beside, excludes: [] };
}
