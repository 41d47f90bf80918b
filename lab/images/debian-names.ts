/** The Debian packages that a host's userland is made of. */
export const debianPackages = [
  ..."openssh-server openssh-client systemd systemd-sysv dbus iproute2 procps rpm dnf dnf-plugins-core".split(" "),
  ..."ca-certificates gpg gpg-agent gnupg curl sudo less vim-tiny rsync zstd xz-utils cron kmod pciutils".split(" "),
  ..."dmidecode util-linux-extra lvm2 thin-provisioning-tools python3 tar gzip bzip2 cpio file iputils-ping".split(" "),
  ..."netbase passwd gnu-which hostname e2fsprogs sqlite3 nftables xfsprogs mokutil efibootmgr lsof strace".split(" "),
  ..."busybox-static restic gawk".split(" "),
] as const;

/** Debian's own machinery: nothing of it is on a host. */
const dropped = new Set(
  (
    "apt dpkg libapt-pkg6.0 debconf debian-archive-keyring usrmerge ucf init-system-helpers adduser gnupg-l10n " +
    "libdebconfclient0 sensible-utils runit-helper perl perl-modules-5.36 libperl5.36 libfile-find-rule-perl " +
    "libnumber-compare-perl libtext-glob-perl python3-lib2to3 python3-distutils dirmngr gpg-wks-server gpg-wks-client gpgsm " +
    "liblocale-gettext-perl dash mawk x11-common"
  ).split(" "),
);

/** The EL package that takes over the files of Debian packages with other names. */
const takenBy: Readonly<Record<string, string>> = {
  "audit-libs": "libaudit1 libaudit-common",
  busybox: "busybox-static",
  "bzip2-libs": "libbz2-1.0",
  cronie: "cron cron-daemon-common",
  "cyrus-sasl-lib": "libsasl2-2 libsasl2-modules-db",
  "dbus-common": "dbus-session-bus-common dbus-system-bus-common",
  "dbus-libs": "libdbus-1-3",
  "dbus-tools": "dbus-bin",
  "device-mapper": "dmsetup",
  "device-mapper-event": "dmeventd",
  "device-mapper-event-libs": "libdevmapper-event1.02.1",
  "device-mapper-libs": "libdevmapper1.02.1",
  "device-mapper-persistent-data": "thin-provisioning-tools",
  e2fsprogs: "logsave",
  "e2fsprogs-libs": "libext2fs2",
  "efivar-libs": "libefivar1 libefiboot1",
  "elfutils-libelf": "libelf1",
  "elfutils-libs": "libdw1",
  expat: "libexpat1",
  "file-libs": "libmagic1 libmagic-mgc",
  glib2: "libglib2.0-0",
  glibc: "libc6",
  "glibc-common": "libc-bin",
  gmp: "libgmp10",
  gnupg2: "gpg gnupg gpgv gpgconf gpg-agent gnupg-utils",
  gnutls: "libgnutls30",
  hwdata: "pci.ids",
  iproute: "iproute2",
  "iptables-libs": "libxtables12 libip4tc2",
  iputils: "iputils-ping",
  "krb5-libs": "libgssapi-krb5-2 libk5crypto3 libkrb5-3 libkrb5support0",
  libcap: "libcap2 libcap2-bin",
  libcom_err: "libcom-err2",
  libcomps: "libcomps0",
  libcurl: "libcurl4 libcurl3-gnutls",
  libdb: "libdb5.3",
  libdnf: "libdnf2 libdnf2-common",
  libffi: "libffi8",
  libgcc: "libgcc-s1 gcc-12-base",
  libicu: "libicu72",
  libmodulemd: "libmodulemd2",
  librepo: "librepo0",
  libsolv: "libsolv1 libsolvext1",
  libss: "libss2",
  libssh: "libssh2-1",
  "libstdc++": "libstdc++6",
  libxcrypt: "libcrypt1",
  libyaml: "libyaml-0-2",
  libzstd: "libzstd1",
  "lua-libs": "liblua5.3-0",
  "lvm2-libs": "liblvm2cmd2.03",
  "lz4-libs": "liblz4-1",
  ncurses: "ncurses-bin",
  "ncurses-libs": "libncursesw6 libtinfo6",
  nettle: "libnettle8 libhogweed6",
  openldap: "libldap-2.5-0",
  "openssh-clients": "openssh-client",
  "openssh-server": "openssh-sftp-server",
  "openssl-libs": "libssl3",
  pam: "libpam0g libpam-modules libpam-modules-bin libpam-runtime",
  pcre2: "libpcre2-8-0",
  "perl-interpreter": "perl-base",
  pinentry: "pinentry-curses",
  popt: "libpopt0",
  "procps-ng": "procps libproc2-0 sysvinit-utils",
  python3: "python3-minimal python3.11 python3.11-minimal",
  "python3-libs": "libpython3.11 libpython3.11-minimal libpython3.11-stdlib libpython3-stdlib",
  readline: "libreadline8 readline-common",
  rpm: "rpm-common rpm2cpio debugedit",
  "rpm-libs": "librpm9 librpmio9 librpmbuild9 librpmsign9",
  setup: "base-files base-passwd netbase media-types",
  "shadow-utils": "login passwd",
  sqlite: "sqlite3",
  "sqlite-libs": "libsqlite3-0",
  systemd: "systemd-sysv libsystemd-shared",
  "systemd-libs": "libsystemd0 libudev1 libapparmor1",
  "util-linux": "bsdutils mount util-linux-extra",
  "vim-minimal": "vim-tiny vim-common",
  which: "gnu-which debianutils",
  xz: "xz-utils",
  "xz-libs": "liblzma5",
  zlib: "zlib1g",
};

const renamed = new Map(
  Object.entries(takenBy).flatMap(([name, debians]) => debians.split(" ").map((debian) => [debian, name] as const)),
);

/** The EL package that owns what a Debian package has, `libattr1` → `libattr`; undefined where its files are thrown away. */
export function elNameOf(debian: string): string | undefined {
  if (dropped.has(debian)) return undefined;
  return renamed.get(debian) ?? debian.replace(/^(lib.*?)-?\d[\d.]*(-\d+)?(t64)?$/, "$1");
}
