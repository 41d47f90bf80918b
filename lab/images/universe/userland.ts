import type { BaseTree } from "../base-tree.ts";
import {
  accountFile,
  directory,
  type FileTree,
  keptConfig,
  type LabPackage,
  labPackage,
  link,
  type PackageParts,
  script,
  text,
  withDist,
} from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { accounts } from "./accounts.ts";
import { inventedVersion, knownVersion } from "./versions.ts";

/** The packages whose files are Debian's programs, under the names and versions that EL gives them. */
export function userland(edition: Edition, base: BaseTree): readonly LabPackage[] {
  const fromDebian = Object.entries(base.payload)
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, payload]) => {
      const evr = knownVersion(edition, name) ?? inventedVersion(edition, name, base.versions[name] ?? "1.0");
      const parts = special[name]?.(edition) ?? {};
      const left = parts.without === undefined ? payload : payload.filter((path) => !parts.without?.test(path));
      const needs = (base.requires[name] ?? []).filter((other) => base.payload[other] !== undefined);
      const requires = [...new Set([...basics, ...needs, ...(parts.requires ?? [])])].filter((need) => need !== name);
      return labPackage(name, withDist(evr, edition), {
        ...parts,
        payload: left,
        requires: first.has(name) ? (parts.requires ?? []) : requires,
      });
    });
  return [...fromDebian, ...made(edition)];
}

/** What the lab gives to a package of a third party. */
const elsewhere = new Set(["restic"]);

/** What rpm installs before all that runs. */
const first = new Set(["glibc", "glibc-common", "libgcc", "setup", "tzdata", "hwdata", "ncurses-base"]);

/** What everything else needs. */
const basics = ["glibc", "filesystem"];

type Special = PackageParts & { readonly without?: RegExp };

const special: Readonly<Record<string, (edition: Edition) => Special>> = {
  setup: () => ({
    without: /^\/(bin|lib|sbin)$|^\/usr\/src$/,
    files: { ...accounts, ...settings },
  }),
  glibc: () => ({
    requires: ["glibc-common = @EVR@", "libgcc", "basesystem"],
    files: { "/etc/ld.so.cache": { kind: "ghost" } },
    scripts: { post: "ldconfig || :\n" },
  }),
  "glibc-common": () => ({ requires: ["tzdata"] }),
  bash: () => ({
    requires: ["glibc", "filesystem", "ncurses-libs"],
    provides: ["/bin/sh", "/bin/bash", "/usr/bin/sh", "/usr/bin/bash"],
    files: { "/root/.bashrc": keptConfig("# .bashrc\n[ ! -f /etc/bashrc ] || . /etc/bashrc\n") },
  }),
  coreutils: () => ({
    files: { "/usr/bin/uname": script("uname.py") },
    requires: ["glibc", "libselinux", "libacl", "libattr", "gmp"],
  }),
  "ca-certificates": () => ({
    files: {
      "/usr/bin/update-ca-trust": script("update-ca-trust.sh"),
      "/etc/pki/ca-trust/source/anchors": directory(),
      "/etc/pki/ca-trust/extracted/pem": directory(),
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem": { kind: "ghost" },
      "/etc/pki/tls/certs/ca-bundle.crt": link("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
      "/etc/pki/tls/cert.pem": link("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
      "/etc/ssl/certs/ca-certificates.crt": link("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
    },
    requires: ["(post) bash", "(post) coreutils"],
    scripts: { post: "/usr/bin/update-ca-trust\n" },
  }),
  "openssl-libs": () => ({ requires: ["glibc", "ca-certificates"] }),
  openssl: () => ({ requires: ["openssl-libs = @EVR@"] }),
  systemd: () => ({
    requires: ["systemd-libs = @VERSION@-@RELEASE@", "dbus-daemon", "pam", "util-linux", "libseccomp", "libcryptsetup"],
    provides: ["/usr/bin/systemctl"],
    files: {
      "/usr/bin/kernel-install": script("kernel-install.sh"),
      "/usr/bin/systemd-detect-virt": script("systemd-detect-virt.sh"),
      "/etc/dnf/protected.d/systemd.conf": text("systemd\nsystemd-udev\n"),
      "/etc/systemd/journald.conf.d/lab.conf": text("[Journal]\nStorage=volatile\n"),
      "/etc/systemd/system.conf.d/lab.conf": text("[Manager]\nDefaultTimeoutStopSec=10s\nDefaultTimeoutStartSec=20s\n"),
      "/usr/lib/systemd/system-preset/99-default-disable.preset": text("disable *\n"),
      "/var/lib/systemd": directory(),
    },
    scripts: {
      post: "systemctl daemon-reexec >/dev/null 2>&1 || :\n",
      posttrans: 'echo "systemd @EVR@ @VENDOR@" >>/var/log/lab-scriptlets || :\n',
    },
  }),
  "openssh-server": () => ({
    requires: ["openssh = @VERSION@-@RELEASE@", "systemd", "(pre) shadow-utils"],
    without: /^\/etc\/ufw|apport|runit|\/usr\/share\/openssh/,
    files: {
      "/usr/libexec/openssh/sftp-server": link("../../lib/openssh/sftp-server"),
      "/usr/lib/systemd/system/sshd.service": text(
        unit("OpenSSH server daemon", "/usr/sbin/sshd -D $OPTIONS", sshdService),
      ),
      "/etc/sysconfig/sshd": keptConfig("OPTIONS=\n", 0o640),
      "/etc/ssh/sshd_config": keptConfig(sshdConfig, 0o600),
      "/etc/ssh/sshd_config.d/50-redhat.conf": keptConfig(
        "SyslogFacility AUTHPRIV\nPasswordAuthentication no\nUsePAM no\nUseDNS no\n",
        0o600,
      ),
      "/var/empty/sshd": directory(0o711),
    },
    scripts: {
      pre: "getent group sshd >/dev/null || groupadd -g 74 -r sshd || :\n",
      post: "systemctl daemon-reload >/dev/null 2>&1 || :\n",
      preun: 'if [ "$1" = 0 ]; then systemctl --no-reload disable --now sshd.service >/dev/null 2>&1 || :; fi\n',
      postun: 'if [ "$1" -ge 1 ]; then systemctl try-restart sshd.service >/dev/null 2>&1 || :; fi\n',
    },
  }),
  "openssh-clients": () => ({ requires: ["openssh = @VERSION@-@RELEASE@"], without: /runit/ }),
  cronie: () => ({
    without: /\.placeholder$|^\/var\/spool/,
    files: {
      "/usr/lib/systemd/system/crond.service": text(
        unit("Command Scheduler", "/usr/sbin/crond -f $CRONDARGS", "EnvironmentFile=/etc/sysconfig/crond\n"),
      ),
      "/etc/sysconfig/crond": keptConfig("CRONDARGS=\n"),
      "/etc/crontab": keptConfig("SHELL=/bin/bash\nPATH=/sbin:/bin:/usr/sbin:/usr/bin\nMAILTO=root\n"),
      "/etc/cron.d": directory(),
      "/etc/cron.hourly": directory(),
      "/var/spool/cron": directory(0o700),
      "/var/spool/cron/crontabs": link("."),
    },
    scripts: service("crond.service"),
  }),
  dnf: () => ({
    requires: ["python3-dnf = @VERSION@-@RELEASE@", "dnf-data", "system-release"],
    files: { "/usr/bin/yum": link("dnf-3") },
  }),
  "dnf-data": () => ({
    files: {
      "/etc/dnf/dnf.conf": keptConfig(
        "[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\nbest=True\nskip_if_unavailable=False\n",
      ),
      "/etc/dnf/protected.d/dnf.conf": text("dnf\n"),
    },
  }),
  "python3-dnf": () => ({
    requires: ["python3-hawkey", "python3-libdnf", "python3-libcomps", "python3-rpm", "rpm", "gnupg2"],
  }),
  "dnf-plugins-core": () => ({ requires: ["dnf", "python3-dateutil"] }),
  python3: ({ major }) => ({
    requires: ["python3-libs = @VERSION@-@RELEASE@"],
    provides: ["/usr/bin/python3", `python(abi) = ${major === 8 ? "3.6" : major === 9 ? "3.9" : "3.12"}`],
    files: { "/usr/libexec/platform-python": link("../bin/python3") },
  }),
  rpm: () => ({
    requires: ["rpm-libs", "bash", "popt", "coreutils"],
    files: {
      "/usr/lib/rpm/macros.d/macros.lab": text("%__gpg /usr/bin/gpg\n%_vendor redhat\n"),
      "/var/lib/rpm": directory(),
      // Debian's rpm warns at each change that a Debian host has dpkg; EL's has nothing to say.
      "/etc/popt.d/rpm": text(
        ["-U --upgrade", "-F --freshen", "-e --erase", "--upgrade --upgrade", "--install --install", "--erase --erase"]
          .map((pair) => `rpm alias ${pair.replace(" ", " --force-debian ")}\n`)
          .join(""),
      ),
    },
  }),
  chkconfig: () => ({
    requires: ["glibc", "bash"],
    files: {
      "/usr/sbin/alternatives": text(
        '#!/bin/sh\nexec /usr/bin/update-alternatives --admindir /var/lib/alternatives "$@"\n',
        0o755,
      ),
      "/etc/alternatives": directory(),
      "/var/lib/alternatives": directory(),
    },
  }),
  "perl-interpreter": () => ({ provides: ["/usr/bin/perl"] }),
};

/** Packages without any of Debian's files. */
function made(edition: Edition): readonly LabPackage[] {
  const version = (name: string): string =>
    withDist(knownVersion(edition, name) ?? inventedVersion(edition, name, "1.0"), edition);
  return [
    labPackage("filesystem", version("filesystem"), {
      requires: ["setup"],
      files: {
        ...Object.fromEntries(folders.split(" ").map((path) => [path, directory()])),
        "/root": directory(0o550),
        "/var/tmp": directory(0o1777),
        "/bin": link("usr/bin"),
        "/sbin": link("usr/sbin"),
        "/lib": link("usr/lib"),
        "/lib64": link("usr/lib64"),
        "/var/run": link("../run"),
        "/var/lock": link("../run/lock"),
        "/var/mail": link("spool/mail"),
      },
    }),
    labPackage("basesystem", version("basesystem"), { arch: "noarch", requires: ["setup", "filesystem"] }),
    labPackage("openssh", version("openssh"), { requires: ["openssl-libs"] }),
  ];
}

const folders =
  "/home /media /mnt /opt /srv /usr/local /usr/local/bin /usr/local/sbin /usr/local/etc /usr/local/lib /usr/local/share /usr/src " +
  "/var/cache /var/lib /var/log /var/opt /var/spool /var/spool/mail /var/local /boot /boot/efi /boot/loader/entries /boot/grub2 " +
  "/etc/opt /etc/pki/rpm-gpg /etc/sysconfig /etc/profile.d /etc/kernel /usr/libexec /var/adm /var/empty";

const settings: FileTree = {
  "/etc/motd": accountFile(""),
  "/etc/environment": keptConfig(""),
  "/etc/exports": keptConfig(""),
  "/etc/fstab": { kind: "ghost" },
  "/etc/hosts": accountFile(
    "127.0.0.1   localhost localhost.localdomain\n::1         localhost localhost.localdomain\n",
  ),
  "/etc/host.conf": keptConfig("multi on\n"),
  "/etc/inputrc": keptConfig("set bell-style none\n"),
  "/etc/bashrc": keptConfig("# /etc/bashrc\n[ -z \"${PS1-}\" ] || PS1='[\\u@\\h \\W]\\$ '\n"),
  "/etc/nsswitch.conf": keptConfig(
    "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\nrpc: files\n",
  ),
  "/etc/profile": keptConfig(
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin\nexport PATH\nfor i in /etc/profile.d/*.sh; do\n  [ ! -r "$i" ] || . "$i"\ndone\nunset i\n',
  ),
  "/etc/shells": keptConfig("/bin/sh\n/bin/bash\n/usr/bin/sh\n/usr/bin/bash\n"),
};

const sshdConfig = `# See sshd_config(5)
Include /etc/ssh/sshd_config.d/*.conf
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
AuthorizedKeysFile .ssh/authorized_keys
Subsystem sftp /usr/libexec/openssh/sftp-server
`;

const sshdService = `EnvironmentFile=-/etc/sysconfig/sshd
ExecStartPre=/bin/mkdir -p /run/sshd
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
`;

/** A unit of a plain service. */
export function unit(description: string, command: string, more = ""): string {
  return `[Unit]
Description=${description}
After=network.target

[Service]
ExecStart=${command}
${more}Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
}

/** The scriptlets of a package with a unit, as systemd's macros %systemd_post and so on write them. */
export function service(name: string): NonNullable<PackageParts["scripts"]> {
  return {
    post: `if [ "$1" -eq 1 ]; then systemctl --no-reload preset ${name} >/dev/null 2>&1 || :; fi\n`,
    preun: `if [ "$1" -eq 0 ]; then systemctl --no-reload disable --now ${name} >/dev/null 2>&1 || :; fi\n`,
    postun: `systemctl daemon-reload >/dev/null 2>&1 || :\nif [ "$1" -ge 1 ]; then systemctl try-restart ${name} >/dev/null 2>&1 || :; fi\n`,
  };
}
