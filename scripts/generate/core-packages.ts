import { type Blueprint, blueprint, needCapability, needLibrary, needPackage, type Source } from "./blueprint.ts";

/** Symbol versions of glibc 2.34 that made programs ask for. */
export const glibcSymbols = ["GLIBC_2.2.5", "GLIBC_2.3.4", "GLIBC_2.14", "GLIBC_2.17", "GLIBC_2.28", "GLIBC_2.34"];

const libc = needLibrary("glibc", "GLIBC_2.34");
const shell = needCapability("/bin/sh", "bash");

/** Packages that every made host has: their names and their knots (glibc and its locales need each other) are EL 9's. */
const packages: Readonly<Record<string, readonly [version: string, ...blueprints: Blueprint[]]>> = {
  setup: [
    "2.13.7",
    blueprint("setup", { noarch: true, configFiles: ["/etc/passwd", "/etc/group", "/etc/hosts", "/etc/profile"] }),
  ],
  filesystem: [
    "3.16",
    blueprint("filesystem", { needs: [needPackage("setup")], files: ["/usr/share/filesystem/layout"] }),
  ],
  basesystem: [
    "11",
    blueprint("basesystem", { noarch: true, needs: [needPackage("setup"), needPackage("filesystem")] }),
  ],
  glibc: [
    "2.34",
    blueprint("glibc", {
      multilib: true,
      soname: "libc.so.6",
      symbols: glibcSymbols,
      provides: ["rtld(GNU_HASH)"],
      needs: [needPackage("glibc-common", "same"), needPackage("basesystem")],
      recommends: [needPackage("glibc-gconv-extra", "same")],
      suggests: [needPackage("glibc-langpack-en", "same")],
      configFiles: ["/etc/nsswitch.conf"],
    }),
    blueprint("glibc-common", {
      needs: [
        needPackage("glibc", "same"),
        needPackage("glibc-minimal-langpack", "same"),
        needCapability("/bin/sh", "bash"),
      ],
      files: ["/usr/bin/locale", "/usr/bin/iconv"],
    }),
    blueprint("glibc-minimal-langpack", { needs: [needPackage("glibc-common", "same")] }),
    blueprint("glibc-gconv-extra", { needs: [needPackage("glibc-common", "same"), libc] }),
    blueprint("glibc-langpack-en", {
      needs: [needPackage("glibc-common", "same")],
      supplements: ["((glibc = {evr}) and (langpacks-en or langpacks-en_US))"],
    }),
    blueprint("glibc-langpack-de", {
      needs: [needPackage("glibc-common", "same")],
      supplements: ["((glibc = {evr}) and langpacks-de)"],
    }),
  ],
  langpacks: [
    "3.0",
    blueprint("langpacks-en", { noarch: true }),
    blueprint("langpacks-de", { noarch: true }),
    blueprint("langpacks-core-en", { noarch: true, supplements: ["langpacks-en"] }),
  ],
  ncurses: [
    "6.2",
    blueprint("ncurses-libs", {
      multilib: true,
      soname: "libtinfo.so.6",
      symbols: ["NCURSES6_TINFO_5.0.19991023"],
      needs: [libc, needPackage("ncurses-base")],
    }),
  ],
  bash: [
    "5.1.8",
    blueprint("bash", {
      provides: ["/bin/sh", "/bin/bash"],
      needs: [libc, needLibrary("ncurses-libs"), needPackage("filesystem")],
      files: ["/usr/bin/bash", "/usr/bin/sh"],
      configFiles: ["/etc/skel/.bashrc"],
    }),
  ],
  coreutils: [
    "8.32",
    blueprint("coreutils", {
      needs: [libc, needPackage("coreutils-common", "same"), needLibrary("libacl"), needLibrary("libselinux")],
      conflicts: ["coreutils-single"],
      files: ["/usr/bin/cat", "/usr/bin/env", "/usr/bin/ls", "/usr/bin/mv"],
    }),
    blueprint("coreutils-common", { recommends: [needPackage("info")], conflicts: ["coreutils-single"] }),
    blueprint("coreutils-single", { needs: [libc], provides: ["coreutils ="], conflicts: ["coreutils"] }),
  ],
  systemd: [
    "252",
    blueprint("systemd", {
      provides: ["syslog"],
      needs: [
        libc,
        needPackage("systemd-libs", "same"),
        needPackage("systemd-rpm-macros", "same"),
        needLibrary("libmount"),
        needCapability("/usr/bin/env", "coreutils"),
        shell,
      ],
      recommends: [needPackage("systemd-pam", "same")],
      configFiles: ["/etc/systemd/system.conf", "/etc/systemd/logind.conf"],
      files: ["/usr/bin/systemctl", "/usr/sbin/init"],
    }),
    blueprint("systemd-libs", {
      multilib: true,
      soname: "libsystemd.so.0",
      symbols: ["LIBSYSTEMD_209", "LIBSYSTEMD_250"],
      needs: [libc, { kind: "if", name: "systemd", condition: "systemd-udev" }],
    }),
    blueprint("systemd-pam", { needs: [libc, needPackage("systemd", "same"), needLibrary("pam-libs")] }),
    blueprint("systemd-udev", { needs: [libc, needPackage("systemd", "same")], files: ["/usr/bin/udevadm"] }),
    blueprint("systemd-rpm-macros", { noarch: true }),
  ],
  python3: [
    "3.9.21",
    blueprint("python3", {
      provides: ["python(abi) = 3.9", "python3.9 ="],
      needs: [libc, needPackage("python3-libs", "same")],
      files: ["/usr/bin/python3"],
    }),
    blueprint("python3-libs", {
      multilib: true,
      soname: "libpython3.9.so.1.0",
      needs: [libc, needLibrary("expat"), needLibrary("zlib"), needLibrary("openssl-libs")],
    }),
  ],
  perl: [
    "5.32.1",
    blueprint("perl-interpreter", {
      provides: ["perl ="],
      needs: [libc, needPackage("perl-libs", "same")],
      files: ["/usr/bin/perl"],
    }),
    blueprint("perl-libs", {
      multilib: true,
      soname: "libperl.so.5.32",
      provides: ["perl(:MODULE_COMPAT_5.32.1)", "perl(strict)", "perl(warnings)"],
      needs: [libc],
    }),
  ],
  rpm: [
    "4.16.1.3",
    blueprint("rpm", {
      needs: [libc, needPackage("rpm-libs", "same"), needLibrary("popt"), needPackage("curl")],
      files: ["/usr/bin/rpm"],
      configFiles: ["/etc/rpm/macros.dist"],
    }),
    blueprint("rpm-libs", {
      soname: "librpm.so.9",
      needs: [libc, needLibrary("sqlite-libs"), needLibrary("lua-libs"), needLibrary("libzstd")],
    }),
    blueprint("rpm-plugin-selinux", {
      needs: [libc, needPackage("rpm-libs", "same")],
      supplements: ["(rpm if selinux-policy)"],
    }),
  ],
  dnf: [
    "4.14.0",
    blueprint("dnf", {
      noarch: true,
      needs: [needPackage("python3-dnf", "same"), shell],
      recommends: [{ kind: "if", name: "rpm-plugin-selinux", condition: "selinux-policy" }],
      files: ["/usr/bin/dnf"],
      configFiles: ["/etc/dnf/dnf.conf"],
    }),
    blueprint("yum", { noarch: true, needs: [needPackage("dnf", "same")], files: ["/usr/bin/yum"] }),
    blueprint("dnf-data", { noarch: true, configFiles: ["/etc/dnf/protected.d/dnf.conf"] }),
    blueprint("python3-dnf", {
      noarch: true,
      needs: [needPackage("dnf-data", "same"), needCapability("python(abi) = 3.9", "python3"), needPackage("rpm")],
    }),
  ],
};

/** Names that `hostClosure` puts on every host. */
export const coreSeeds = ["bash", "coreutils", "systemd", "dnf", "rpm", "glibc-langpack-en", "langpacks-en"];

/** The core as sources; what they need beyond themselves are libraries and tools of names.ts. */
export function coreSources(): readonly Source[] {
  return Object.entries(packages).map(([name, [version, ...blueprints]]) => ({
    name,
    epoch: 0,
    version,
    release: 10,
    change: "upgrade",
    builder: "distribution",
    repository: "base",
    hasOlderBuild: false,
    packages: blueprints,
  }));
}
