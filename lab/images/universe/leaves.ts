import { crc32 } from "node:zlib";
import { bytes, keptConfig, type LabPackage, labPackage, withDist } from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { inventedVersion } from "./versions.ts";

const names =
  "NetworkManager NetworkManager-libnm firewalld firewalld-filesystem python3-firewall chrony rsyslog rsyslog-logrotate logrotate tuned " +
  "audit polkit polkit-libs selinux-policy selinux-policy-targeted libselinux-utils policycoreutils python3-policycoreutils " +
  "crypto-policies crypto-policies-scripts irqbalance kexec-tools man-db nano tcpdump wget unzip zip git git-core redis bind-utils " +
  "bind-libs bind-license perl-libs perl-Carp perl-Exporter python3-pip python3-setuptools python3-requests python3-urllib3 python3-idna " +
  "python3-chardet tmux mc nfs-utils rpcbind libnfsidmap samba-client-libs samba-common cifs-utils autofs iscsi-initiator-utils mdadm " +
  "device-mapper-multipath device-mapper-multipath-libs smartmontools lm_sensors-libs fwupd linux-firmware microcode_ctl glibc-langpack-en";

/** Packages that only give a crossing its size: files that nothing runs. */
export function leaves(edition: Edition): readonly LabPackage[] {
  return names.split(" ").map((name, index) => {
    const lot = crc32(name);
    const evr = inventedVersion(edition, name, `${1 + (lot % 4)}.${lot % 17}.${lot % 7}`);
    return labPackage(name, withDist(evr, edition), {
      repository: index % 2 === 0 ? "baseos" : "appstream",
      requires: ["bash"],
      files: {
        ...Object.fromEntries(
          Array.from({ length: 8 }, (_, part) => [
            `/usr/share/${name}/data-${part}`,
            bytes(15_000, `${edition.id} ${evr}`),
          ]),
        ),
        ...(index % 3 === 0 ? { [`/etc/${name}.conf`]: keptConfig(`# ${name}\n`) } : {}),
      },
    });
  });
}
