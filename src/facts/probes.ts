/**
 * What the collector asks a host for. Each id is one frame of its answer and one key of `Captures`. The commands are those
 * of the collector script; archives and mounted roots give the same ids in the same formats, so that the readers of facts
 * know one format only. `root`: without root the answer is missing or incomplete, and then unreadable.
 */
export const probes = {
  collector: "'uid: N', 'host: NAME' (uname -n), 'time: SECONDS' since 1970 by the host's clock",
  "os-release": "cat /etc/os-release (or /usr/lib/os-release)",
  "redhat-release": "cat /etc/redhat-release",
  uname: "uname -m, then uname -r, a line each; of a mounted root only the first",
  cmdline: "cat /proc/cmdline, values of passwords, secrets and tokens left out",
  cpuinfo: "the first processor of /proc/cpuinfo, then a line 'processors: N'",
  meminfo: "cat /proc/meminfo",
  "proc-modules": "cat /proc/modules; '(?)' as taint where the source does not tell it",
  "proc-mounts": "cat /proc/mounts",
  df: "df -P -k (blocks of 1024 bytes) of the local file systems; an empty line; df -P -i",
  fstab: "cat /etc/fstab, values of passwords left out",
  firmware: "'bios', or 'uefi', then a line 'secureboot: enabled|disabled|unsupported|unknown'",
  boot: "'BYTES PATH' of each file in /boot and /boot/efi, three levels deep, a line each; without grub's *.mod and *.pf2",
  lsblk: "lsblk -b -P -o NAME,KNAME,PKNAME,TYPE,SIZE,FSTYPE,MOUNTPOINT (EL6: without PKNAME)",
  pci: "of each device in /sys/bus/pci/devices 'SLOT CLASS VENDOR DEVICE SUBVENDOR SUBDEVICE DRIVER|-', ids in hex without 0x; archives add the modules that fit, by commas, or -",
  "network-devices": "of each device in /sys/class/net 'NAME MAC|- DRIVER|- physical|virtual STATE'",
  "network-profiles":
    "each file of /etc/sysconfig/network-scripts/ifcfg-* and NetworkManager/system-connections: '==> PATH <==', then its lines with values of secrets (PSK, PASSWORD, KEY, secrets) left out",
  units:
    "systemctl list-units --all --plain --no-legend --full --no-pager; an empty line; systemctl list-unit-files --no-legend --full --no-pager '*.service' '*.socket' '*.timer' '*.path' '*.mount' '*.automount'",
  sockets: "cat /proc/net/{tcp,tcp6,udp,udp6}, each behind a line '==> NAME <=='; or ss -H -tulpn behind '==> ss <=='",
  virtualization:
    "'container: NAME|none' and 'vm: NAME|none' (systemd-detect-virt, /proc/1/environ, /.dockerenv); where known 'vendor: ', 'product: ' and 'bios: ' (its vendor) from /sys/class/dmi/id, 'cloud: azure' by the asset tag",
  selinux: "'mode: ' of /sys/fs/selinux/enforce or disabled; then cat /etc/selinux/config",
  fips: "cat /proc/sys/crypto/fips_enabled",
  "crypto-policy": "cat /etc/crypto-policies/state/current, else /etc/crypto-policies/config",
  "rpm-packages":
    "rpm -qa, a line a package, fields by tab: name epoch|(none) version release arch vendor buildtime buildhost installtime size sourcerpm modularitylabel rsaheader:pgpsig|dsaheader:pgpsig|sigpgp:pgpsig|siggpg:pgpsig|(none); (none) where a tag is missing, an empty field where the source does not tell",
  "rpm-dependencies":
    "rpm -qa, a line a dependency, fields by tab: 'P NAME-EPOCH|(none):VERSION-RELEASE.ARCH', then 'KIND NAME FLAGS EVR' with KIND one of provides requires conflicts obsoletes recommends suggests supplements enhances, FLAGS rpm's number (2 less, 4 greater, 8 equal, others not about versions)",
  "rpm-files":
    "rpm -qa, 'P NEVRA' as above (tab), then a path a line: those that primary.xml would name (containing 'bin/', below /etc/, /usr/lib/sendmail), and those that a package on the host requires; a package may come twice, or not at all where it has none",
  "package-origins":
    "'NAME-VERSION-RELEASE.ARCH REPOSITORY' (no epoch) a line each, also of packages no longer there: from dnf's history.sqlite or yumdb, whichever the host has",
  "dnf-conf": "cat /etc/dnf/dnf.conf, else /etc/yum.conf; first a line '==> PATH <=='; secrets left out as in repos",
  "dnf-vars": "each file of /etc/dnf/vars and /etc/yum/vars: 'NAME=VALUE'",
  "dnf-protected": "cat /etc/dnf/protected.d/*.conf /etc/yum/protected.d/*.conf",
  repos:
    "each /etc/yum.repos.d/*.repo: '==> PATH <==', then its lines; user names, passwords and tokens (also in URLs) left out, comments emptied",
  "dnf-modules": "each /etc/dnf/modules.d/*.module: '==> PATH <==', then its lines",
  "own-software":
    "what rpm does not own below /usr/local, /opt and /srv on this host's disks, and modules of its interpreters; fields by tab: 'elf32|elf64 PATH WORDS' with the GLIBC_ versions and lib*.so.N names in the file, 'unread32|unread64 PATH' of a file too large to read, 'script PATH VERSION' of one that starts python (VERSION), 'venv PATH VERSION|- HOME|-', 'module PATH'; 'limit time|entries|permission|mounts|names|rpm' where not all was seen; 'end' last",
  locks: "'PATH PID COMMAND' of each lock of rpm, dnf, yum, PackageKit that a process holds",
} as const satisfies Readonly<Record<string, string>>;

export type ProbeId = keyof typeof probes;
