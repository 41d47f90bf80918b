import type { Random } from "./random.ts";

/** What a source package is like; it decides which packages it makes and what they need. */
export const archetypes = ["library", "tool", "daemon", "python", "perl", "font", "data"] as const;
export type Archetype = (typeof archetypes)[number];

export interface SourceName {
  readonly name: string;
  readonly version: string;
  readonly archetype: Archetype;
  /** Only for libraries: the file name that others are linked against. */
  readonly soname?: string;
}

/**
 * Names and versions as EL 9 has them (libraries with their sonames), so that made hosts look like hosts. What the made
 * packages hold and need is invented, but for the few in core-packages.ts.
 */
const known: Readonly<Record<Archetype, string>> = {
  library: `
zlib:1.2.11:libz.so.1 bzip2-libs:1.0.8:libbz2.so.1 xz-libs:5.2.5:liblzma.so.5 libzstd:1.5.1:libzstd.so.1 lz4-libs:1.9.3:liblz4.so.1
openssl-libs:3.0.7:libssl.so.3 libselinux:3.6:libselinux.so.1 libsepol:3.6:libsepol.so.2 libsemanage:3.6:libsemanage.so.2
pcre2:10.40:libpcre2-8.so.0 libcap:2.48:libcap.so.2 libcap-ng:0.8.2:libcap-ng.so.0 libacl:2.3.1:libacl.so.1 libattr:2.5.1:libattr.so.1
libuuid:2.37.4:libuuid.so.1 libblkid:2.37.4:libblkid.so.1 libmount:2.37.4:libmount.so.1 libfdisk:2.37.4:libfdisk.so.1
libsmartcols:2.37.4:libsmartcols.so.1 libcom_err:1.46.5:libcom_err.so.2 e2fsprogs-libs:1.46.5:libext2fs.so.2 libss:1.46.5:libss.so.2
keyutils-libs:1.6.3:libkeyutils.so.1 krb5-libs:1.21.1:libkrb5.so.3 libverto:0.3.2:libverto.so.1 libtirpc:1.3.3:libtirpc.so.3
libnsl2:2.0.0:libnsl.so.3 libxcrypt:4.4.18:libcrypt.so.2 readline:8.1:libreadline.so.8 gdbm-libs:1.23:libgdbm.so.6 sqlite-libs:3.34.1:libsqlite3.so.0
expat:2.5.0:libexpat.so.1 libxml2:2.9.13:libxml2.so.2 libxslt:1.1.34:libxslt.so.1 gmp:6.2.0:libgmp.so.10 mpfr:4.1.0:libmpfr.so.6 nettle:3.9.1:libnettle.so.8
libtasn1:4.16.0:libtasn1.so.6 libunistring:0.9.10:libunistring.so.2 libidn2:2.3.0:libidn2.so.0 p11-kit:0.25.3:libp11-kit.so.0 gnutls:3.8.3:libgnutls.so.30
libgpg-error:1.42:libgpg-error.so.0 libgcrypt:1.10.0:libgcrypt.so.20 libassuan:2.5.5:libassuan.so.0 libksba:1.5.1:libksba.so.8 npth:1.6:libnpth.so.0
gpgme:1.15.1:libgpgme.so.11 glib2:2.68.4:libglib-2.0.so.0 libffi:3.4.2:libffi.so.8 dbus-libs:1.12.20:libdbus-1.so.3 libseccomp:2.5.2:libseccomp.so.2
audit-libs:3.1.5:libaudit.so.1 pam-libs:1.5.1:libpam.so.0 libpwquality:1.4.4:libpwquality.so.1 cracklib:2.9.6:libcrack.so.2 libeconf:0.4.1:libeconf.so.0
popt:1.18:libpopt.so.0 elfutils-libelf:0.190:libelf.so.1 elfutils-libs:0.190:libdw.so.1 file-libs:5.39:libmagic.so.1 libarchive:3.5.3:libarchive.so.13
lua-libs:5.4.4:liblua-5.4.so libcurl:7.76.1:libcurl.so.4 libnghttp2:1.43.0:libnghttp2.so.14 libpsl:0.21.1:libpsl.so.5 libssh:0.10.4:libssh.so.4
brotli:1.0.9:libbrotlidec.so.1 cyrus-sasl-lib:2.1.27:libsasl2.so.3 openldap:2.6.6:libldap.so.2 libevent:2.1.12:libevent-2.1.so.7 libyaml:0.2.5:libyaml-0.so.2
librepo:1.14.5:librepo.so.0 libsolv:0.7.24:libsolv.so.1 libdnf:0.69.0:libdnf.so.2 libcomps:0.1.18:libcomps.so.0 libmodulemd:2.13.0:libmodulemd.so.2
jansson:2.14:libjansson.so.4 json-c:0.14:libjson-c.so.5 jsoncpp:1.9.5:libjsoncpp.so.24 device-mapper-libs:1.02.198:libdevmapper.so.1.02 cryptsetup-libs:2.7.2:libcryptsetup.so.12
libnl3:3.9.0:libnl-3.so.200 libmnl:1.0.4:libmnl.so.0 libnftnl:1.2.6:libnftnl.so.11 libnfnetlink:1.0.1:libnfnetlink.so.0 libnetfilter_conntrack:1.0.9:libnetfilter_conntrack.so.3
iptables-libs:1.8.10:libxtables.so.12 libpcap:1.10.0:libpcap.so.1 libndp:1.8:libndp.so.0 libteam:1.31:libteam.so.5 libbpf:1.3.0:libbpf.so.1 libnvme:1.6:libnvme.so.1
kmod-libs:28:libkmod.so.2 libusbx:1.0.26:libusb-1.0.so.0 libgudev:237:libgudev-1.0.so.0 pciutils-libs:3.7.0:libpci.so.3 libdaemon:0.14:libdaemon.so.0
polkit-libs:0.117:libpolkit-gobject-1.so.0 mozjs78:78.15.0:libmozjs-78.so.0 icu-libs:67.1:libicuuc.so.67 libstemmer:0:libstemmer.so.0 libuser:0.63:libuser.so.1
slang:2.3.2:libslang.so.2 newt:0.52.21:libnewt.so.0.52 libedit:3.1:libedit.so.0 libfido2:1.13.0:libfido2.so.1 libcbor:0.7.0:libcbor.so.0 tpm2-tss:3.2.3:libtss2-mu.so.0
libpng:1.6.37:libpng16.so.16 libjpeg-turbo:2.0.90:libjpeg.so.62 freetype:2.10.4:libfreetype.so.6 fontconfig:2.14.0:libfontconfig.so.1 graphite2:1.3.14:libgraphite2.so.3
harfbuzz:2.7.4:libharfbuzz.so.0 pixman:0.40.0:libpixman-1.so.0 cairo:1.17.4:libcairo.so.2 fribidi:1.0.10:libfribidi.so.0 pango:1.48.7:libpango-1.0.so.0
libX11:1.7.0:libX11.so.6 libXau:1.0.9:libXau.so.6 libxcb:1.13.1:libxcb.so.1 libXext:1.3.4:libXext.so.6 libtiff:4.4.0:libtiff.so.5 libwebp:1.2.0:libwebp.so.7
apr:1.7.0:libapr-1.so.0 apr-util:1.6.1:libaprutil-1.so.0 libpq:13.20:libpq.so.5 mariadb-connector-c:3.2.6:libmariadb.so.3 unixODBC:2.3.9:libodbc.so.2
net-snmp-libs:5.9.1:libnetsnmp.so.40 libtalloc:2.4.2:libtalloc.so.2 libtdb:1.4.10:libtdb.so.1 libtevent:0.16.1:libtevent.so.0 libldb:2.9.1:libldb.so.2
libmaxminddb:1.5.2:libmaxminddb.so.0 libuv:1.42.0:libuv.so.1 c-ares:1.19.1:libcares.so.2 protobuf:3.14.0:libprotobuf.so.25 protobuf-c:1.3.3:libprotobuf-c.so.1 libunwind:1.6.2:libunwind.so.8
lmdb-libs:0.9.29:liblmdb.so.0 oniguruma:6.9.6:libonig.so.5 libzip:1.7.3:libzip.so.5 libaio:0.3.111:libaio.so.1 liburing:2.5:liburing.so.2 numactl-libs:2.0.18:libnuma.so.1 libgomp:11.5.0:libgomp.so.1
libgcc:11.5.0:libgcc_s.so.1 libstdc++:11.5.0:libstdc++.so.6 fuse-libs:2.9.9:libfuse.so.2 fuse3-libs:3.10.2:libfuse3.so.3 libcgroup:3.0:libcgroup.so.2 libsysfs:2.1.1:libsysfs.so.2`,
  tool: `
grep:3.6 sed:4.8 gawk:5.1.0 findutils:4.8.0 diffutils:3.7 tar:1.34 gzip:1.12 bzip2:1.0.8 xz:5.2.5 zstd:1.5.1 cpio:2.13 which:2.21 file:5.39 less:590 procps-ng:3.3.17 psmisc:23.4
util-linux:2.37.4 shadow-utils:4.9 e2fsprogs:1.46.5 xfsprogs:6.4.0 dosfstools:4.2 iproute:6.2.0 iputils:20210202 ethtool:6.2 hostname:3.23 kbd:2.4.0 kmod:28 kpartx:0.8.7 lsscsi:0.32
parted:3.5 gdisk:1.0.7 lvm2:2.03.24 mdadm:4.3 cryptsetup:2.7.2 dracut:057 grubby:8.40 grub2-tools:2.06 efibootmgr:16 os-prober:1.77 mokutil:0.6.0 openssl:3.0.7 gnupg2:2.3.3 curl:7.76.1 wget:1.21.1
rsync:3.2.3 vim-minimal:8.2.2637 vim-enhanced:8.2.2637 nano:5.6.1 tmux:3.2a bash-completion:2.11 man-db:2.9.3 logrotate:3.18.0 crontabs:1.11 acl:2.3.1 attr:2.5.1 bc:1.07.1 patch:2.7.6 make:4.3
git-core:2.47.1 strace:5.18 ltrace:0.7.91 gdb-headless:14.2 tcpdump:4.99.0 nmap-ncat:7.92 bind-utils:9.16.23 traceroute:2.1.0 mtr:0.94 lsof:4.94.0 sysstat:12.5.4 iotop:0.6
pciutils:3.7.0 usbutils:017 dmidecode:3.6 lshw:B.02.19 smartmontools:7.2 hdparm:9.62 nvme-cli:2.9.1 sg3_utils:1.47 tree:1.8.0 unzip:6.0 zip:3.0 jq:1.6 sos:4.8.0 sudo:1.9.5p2 passwd:0.80 rootfiles:8.1
ncurses:6.2 info:6.7 ed:1.14.2 time:1.9 symlinks:1.7 s-nail:14.9.22 lftp:4.9.2 telnet:0.17 ipset:7.11 nftables:1.0.9 conntrack-tools:1.4.7 ipcalc:1.0.0
policycoreutils:3.6 checkpolicy:3.6 setools-console:4.4.4 libselinux-utils:3.6 prefixdevname:0.1.0 numactl:2.0.18 perf:5.14.0 kexec-tools:2.0.27 makedumpfile:1.7.5 squashfs-tools:4.4 genisoimage:1.1.11
podman:5.2.2 buildah:1.37.6 skopeo:1.16.1 crun:1.16.1 conmon:2.1.12 slirp4netns:1.3.1 fuse-overlayfs:1.14 qemu-img:9.0.0 virt-what:1.25 cloud-utils-growpart:0.33 rpm-build-libs:4.16.1.3 createrepo_c:0.20.1`,
  daemon: `
openssh-server:8.7p1 chrony:4.5 rsyslog:8.2310.0 cronie:1.5.7 audit:3.1.5 firewalld:1.3.4 NetworkManager:1.48.10 polkit:0.117 dbus-broker:28 irqbalance:1.9.4 tuned:2.24.0 sssd-common:2.9.5 postfix:3.5.25
httpd:2.4.62 nginx:1.20.1 mariadb-server:10.5.27 postgresql-server:13.20 redis:6.2.7 memcached:1.6.9 php-fpm:8.0.30 squid:5.5 haproxy:2.4.22 keepalived:2.2.8 bind:9.16.23 unbound:1.16.2 dnsmasq:2.85 dhcp-server:4.4.2
vsftpd:3.0.5 samba:4.20.2 nfs-utils:2.5.4 rpcbind:1.2.6 autofs:5.1.7 iscsi-initiator-utils:6.2.1.9 device-mapper-multipath:0.8.7 net-snmp:5.9.1 dovecot:2.3.16 tomcat:9.0.87 at:3.1.23 rng-tools:6.16 cockpit-ws:323.1
valkey:8.0.2 fail2ban-server:1.0.2 stunnel:5.71 tang:14 clevis:20 usbguard:1.0.0 fapolicyd:1.3.3 aide:0.16 collectd:5.12.0 pcp:6.2.2 insights-client:3.2.8 rhsmcertd:1.29.42 cloud-init:24.1.4 qemu-guest-agent:9.0.0 open-vm-tools:12.4.0`,
  python: `
hawkey:0.69.0 libdnf:0.69.0 libcomps:0.1.18 gpg:1.15.1 rpm:4.16.1.3 six:1.15.0 dateutil:2.8.1 systemd:234 dbus:1.2.18 gobject-base:3.40.1 pyyaml:5.4.1 jinja2:2.11.3 markupsafe:1.1.1 requests:2.25.1 urllib3:1.26.5
idna:2.10 chardet:4.0.0 pysocks:1.7.1 cryptography:36.0.1 cffi:1.14.5 pycparser:2.20 ply:3.11 setuptools-wheel:53.0.0 pip-wheel:21.3.1 distro:1.5.0 firewall:1.3.4 nftables:1.0.9 decorator:4.4.2 pyudev:0.22.0 linux-procfs:0.7.3 ethtool:0.15
configobj:5.0.6 jsonschema:3.2.0 attrs:20.3.0 pyrsistent:0.17.3 oauthlib:3.1.1 prettytable:0.7.2 netifaces:0.10.6 libselinux:3.6 libsemanage:3.6 policycoreutils:3.6 audit:3.1.5 setools:4.4.4 lxml:4.6.5 numpy:1.23.5 psycopg2:2.8.6 mysql:2.1.0 ldap:3.4.3 sssdconfig:2.9.5`,
  perl: `
Carp:1.50 Exporter:5.74 Encode:3.08 File-Path:2.18 File-Temp:0.231.100 Getopt-Long:2.52 HTTP-Tiny:0.076 IO-Socket-IP:0.41 IO-Socket-SSL:2.073 MIME-Base64:3.16 Mozilla-CA:20200520 Net-SSLeay:1.94 PathTools:3.78 Pod-Escapes:1.07
Pod-Perldoc:3.28.01 Pod-Simple:3.42 Pod-Usage:2.01 Scalar-List-Utils:1.56 Socket:2.031 Storable:3.21 Term-ANSIColor:5.01 Term-Cap:1.17 Text-ParseWords:3.30 Text-Tabs+Wrap:2013.0523 Time-Local:1.300 URI:5.09 constant:1.33 libnet:3.13 parent:0.238
podlators:4.14 Data-Dumper:2.174 Digest:1.19 Digest-MD5:2.58 Digest-SHA:6.02 DBI:1.643 DBD-MySQL:4.050 Error:0.17029 Git:2.47.1 TermReadKey:2.38 JSON-PP:4.06 Time-HiRes:1.9764 LWP-MediaTypes:6.04 HTML-Parser:3.76 XML-Parser:2.46`,
  font: `dejavu-sans:2.37 dejavu-serif:2.37 liberation-mono:2.1.3 liberation-sans:2.1.3 google-noto-sans:20201206 abattis-cantarell:0.301 adobe-source-code-pro:2.030 urw-base35:20200910 gnu-free-mono:20120503`,
  data: `tzdata:2024b hwdata:0.348 ca-certificates:2024.2.69 crypto-policies:20240828 publicsuffix-list-dafsa:20210518 mailcap:2.1.49 linux-firmware:20241014 selinux-policy:38.1.45 selinux-policy-targeted:38.1.45 words:3.0 kbd-misc:2.4.0 grub2-common:2.06
pcre2-syntax:10.40 ncurses-base:6.2 libssh-config:0.10.4 iwl7260-firmware:25.30 microcode_ctl:20240910 httpd-filesystem:2.4.62 nginx-filesystem:1.20.1 xkeyboard-config:2.33 shared-mime-info:2.1 hicolor-icon-theme:0.17 redhat-logos-httpd:90.4 iso-codes:4.6.0`,
};

/** The known names of one kind, in the order of the table. */
export function knownNames(archetype: Archetype): readonly SourceName[] {
  return known[archetype]
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [name = "", version = "1.0", soname] = entry.split(":");
      return { name, version, archetype, ...(soname === undefined ? {} : { soname }) };
    });
}

const syllables =
  "ba be bo ca ci co da de do fa fi fo ga ge go ha hi ka ke ki la le li lo ma me mi mo na ne ni no pa pe pi po qua ra re ri ro sa se si so ta te ti to va ve vi vo wa xa ya za zo".split(
    " ",
  );

/** Invents a name of that kind; `serial` keeps it different from all others. */
export function inventName(archetype: Archetype, serial: number, random: Random): SourceName {
  const word = `${random.pick(syllables)}${random.pick(syllables)}${random.chance(0.5) ? random.pick(syllables) : ""}${serial}`;
  const version = `${random.integer(0, 12)}.${random.integer(0, 40)}${random.chance(0.6) ? `.${random.integer(0, 20)}` : ""}`;
  const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const second = random.pick(syllables);
  if (archetype === "library")
    return { name: `lib${word}`, version, archetype, soname: `lib${word}.so.${random.integer(0, 9)}` };
  if (archetype === "perl") return { name: `${capital}-${second.toUpperCase()}`, version, archetype };
  return { name: word, version, archetype };
}
