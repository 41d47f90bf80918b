import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installedKernels } from "./demo-packages.ts";

const newest = installedKernels.map((release) => `5.14.0-${release}.x86_64`).at(-1);

/** Configuration and boot files of the host, as an administrator left them; secrets in them are invented. */
const files: Readonly<Record<string, string>> = {
  "etc/os-release": `NAME="CentOS Stream"
VERSION="9"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="9"
PLATFORM_ID="platform:el9"
PRETTY_NAME="CentOS Stream 9"
ANSI_COLOR="0;31"
LOGO="fedora-logo-icon"
CPE_NAME="cpe:/o:centos:centos:9"
HOME_URL="https://centos.org/"
BUG_REPORT_URL="https://issues.redhat.com/"
REDHAT_SUPPORT_PRODUCT="Red Hat Enterprise Linux 9"
REDHAT_SUPPORT_PRODUCT_VERSION="CentOS Stream"
`,
  "etc/centos-release": "CentOS Stream release 9\n",
  "etc/redhat-release": "CentOS Stream release 9\n",
  "etc/hostname": "web1.example.org\n",
  "etc/fstab": `# made by the installer
UUID=0a3d1f4e-58c2-4c5b-9c57-1c7b0a6f2f01 /         xfs  defaults        0 0
UUID=7c1d2f60-1b8e-4d53-8d2c-55f1b1d3a802 /boot     xfs  defaults        0 0
UUID=91AF-2C40                            /boot/efi vfat umask=0077      0 2
/dev/mapper/data-www                      /srv/www  xfs  defaults,nodev  0 0
nas.example.org:/export/backup            /backup   nfs  _netdev,noauto  0 0
`,
  "etc/yum.repos.d/centos.repo": `[baseos]
name=CentOS Stream $releasever - BaseOS
metalink=https://mirrors.centos.org/metalink?repo=centos-baseos-$stream&arch=$basearch&protocol=https
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-centosofficial
gpgcheck=1
enabled=1

[appstream]
name=CentOS Stream $releasever - AppStream
metalink=https://mirrors.centos.org/metalink?repo=centos-appstream-$stream&arch=$basearch&protocol=https
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-centosofficial
gpgcheck=1
enabled=1
`,
  "etc/yum.repos.d/acme.repo": `[acme]
name=Acme Software for EL $releasever
baseurl=https://rpm.acme.example/el$releasever/$basearch
gpgkey=https://rpm.acme.example/RPM-GPG-KEY-acme
gpgcheck=1
enabled=1
`,
  "etc/dnf/vars/stream": "9-stream\n",
  "etc/dnf/dnf.conf":
    "[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\nbest=True\nskip_if_unavailable=False\n",
  "etc/dnf/protected.d/dnf.conf": "dnf\n",
  "etc/default/grub":
    'GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX="crashkernel=1G-4G:192M rhgb quiet"\nGRUB_ENABLE_BLSCFG=true\n',
  "etc/selinux/config": "SELINUX=enforcing\nSELINUXTYPE=targeted\n",
  "etc/crypto-policies/config": "DEFAULT\n",
  "etc/httpd/httpd.conf": "# /etc/httpd/httpd.conf, edited on this host\nListen 80\nServerName web1.example.org\n",
  "etc/NetworkManager/system-connections/ens3.nmconnection": `[connection]
id=ens3
type=ethernet
interface-name=ens3

[ipv4]
method=manual
address1=192.0.2.10/24,192.0.2.1
dns=192.0.2.53;
`,
  "boot/grub2/grub.cfg": "# made by grub2-mkconfig; entries are in /boot/loader/entries\nblscfg\n",
  "boot/grub2/grubenv": `# GRUB Environment Block\nsaved_entry=demo-${newest}\n`,
  ...Object.fromEntries(installedKernels.flatMap((release) => bootFiles(`5.14.0-${release}.x86_64`))),
};

function bootFiles(kernel: string): readonly (readonly [string, string])[] {
  return [
    [`boot/vmlinuz-${kernel}`, `kernel ${kernel}\n`.repeat(500)],
    [`boot/initramfs-${kernel}.img`, `initramfs ${kernel}\n`.repeat(2000)],
    [
      `boot/loader/entries/demo-${kernel}.conf`,
      `title CentOS Stream (${kernel}) 9
version ${kernel}
linux /vmlinuz-${kernel}
initrd /initramfs-${kernel}.img
options root=UUID=0a3d1f4e-58c2-4c5b-9c57-1c7b0a6f2f01 ro crashkernel=1G-4G:192M
`,
    ],
  ];
}

/** Writes the files below the root. Its shell is an ELF header for x86_64 and no more: nothing here is to be run. */
export function writeHostFiles(root: string): void {
  for (const [path, text] of Object.entries(files)) write(join(root, path), text);
  const shell = Buffer.alloc(64);
  shell.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  shell.writeUInt16LE(3, 16);
  shell.writeUInt16LE(62, 18);
  write(join(root, "usr/bin/bash"), shell);
  write(join(root, "bin/sh"), shell);
  chmodSync(join(root, "etc/NetworkManager/system-connections/ens3.nmconnection"), 0o600);
}

function write(path: string, contents: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
