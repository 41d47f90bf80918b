import type { ProbeId } from "../../src/facts/probes.ts";
import { readRecording, writeRecording } from "../../src/hosts/recording.ts";

export interface RunningHost {
  readonly host: string;
  /** `uname -r`. */
  readonly kernel: string;
}

/** What a made host would answer if it ran: the probes that a mounted root cannot answer, in the collector's formats. */
export const runningAnswers = ({ host, kernel }: RunningHost): Readonly<Partial<Record<ProbeId, string>>> => ({
  collector: `uid: 0\nhost: ${host}\ntime: 1763800000\n`,
  uname: `x86_64\n${kernel}\n`,
  cmdline: `BOOT_IMAGE=(hd0,gpt2)/vmlinuz-${kernel} root=UUID=0a3d1f4e-58c2-4c5b-9c57-1c7b0a6f2f01 ro crashkernel=1G-4G:192M\n`,
  cpuinfo: `processor	: 0
vendor_id	: AuthenticAMD
model name	: AMD EPYC Processor
flags		: fpu tsc msr pae cx8 cmov mmx fxsr sse sse2 syscall nx lm pni cx16 ssse3 sse4_1 sse4_2 popcnt lahf_lm avx avx2 bmi1 bmi2 f16c fma abm movbe xsave
processors: 4
`,
  meminfo:
    "MemTotal:        8008532 kB\nMemFree:         1204000 kB\nMemAvailable:    5903112 kB\nSwapTotal:       2097148 kB\n",
  "proc-modules":
    "xfs 2387968 3 - Live 0x0000000000000000\nvirtio_net 94208 0 - Live 0x0000000000000000\nvirtio_blk 32768 5 - Live 0x0000000000000000\n",
  "proc-mounts": `/dev/vda3 / xfs rw,seclabel,relatime 0 0
/dev/vda2 /boot xfs rw,seclabel,relatime 0 0
/dev/vda1 /boot/efi vfat rw,relatime 0 0
/dev/mapper/data-www /srv/www xfs rw,seclabel,nodev 0 0
`,
  df: `Filesystem           1024-blocks     Used Available Capacity Mounted on
/dev/vda3               41922560 11236712  30685848      27% /
/dev/vda2                1038336   402116    636220      39% /boot
/dev/vda1                 204580     7160    197420       4% /boot/efi
/dev/mapper/data-www   104806400 52118000  52688400      50% /srv/www

Filesystem               Inodes   IUsed     IFree IUse% Mounted on
/dev/vda3              20971520  192210  20779310    1% /
/dev/vda2                524288      42    524246    1% /boot
/dev/vda1                     0       0         0     - /boot/efi
/dev/mapper/data-www   52428800  610220  51818580    2% /srv/www
`,
  firmware: "uefi\nsecureboot: disabled\n",
  lsblk: `NAME="vda" KNAME="vda" PKNAME="" TYPE="disk" SIZE="44023414784" FSTYPE="" MOUNTPOINT=""
NAME="vda1" KNAME="vda1" PKNAME="vda" TYPE="part" SIZE="209715200" FSTYPE="vfat" MOUNTPOINT="/boot/efi"
NAME="vda2" KNAME="vda2" PKNAME="vda" TYPE="part" SIZE="1073741824" FSTYPE="xfs" MOUNTPOINT="/boot"
NAME="vda3" KNAME="vda3" PKNAME="vda" TYPE="part" SIZE="42738909184" FSTYPE="xfs" MOUNTPOINT="/"
NAME="vdb" KNAME="vdb" PKNAME="" TYPE="disk" SIZE="107374182400" FSTYPE="LVM2_member" MOUNTPOINT=""
NAME="data-www" KNAME="dm-0" PKNAME="vdb" TYPE="lvm" SIZE="107369988096" FSTYPE="xfs" MOUNTPOINT="/srv/www"
`,
  pci: `0000:00:00.0 060000 8086 29c0 1af4 1100 -
0000:01:00.0 020000 1af4 1041 1af4 1100 virtio-pci
0000:04:00.0 010000 1af4 1042 1af4 1100 virtio-pci
`,
  "network-devices": "lo 00:00:00:00:00:00 - virtual unknown\nens3 52:54:00:12:34:56 virtio_net physical up\n",
  units: `chronyd.service loaded active running NTP client/server
firewalld.service loaded active running firewalld - dynamic firewall daemon
httpd.service loaded active running The Apache HTTP Server
mariadb.service loaded active running MariaDB 10.5 database server
sshd.service loaded active running OpenSSH server daemon

chronyd.service enabled enabled
firewalld.service enabled enabled
httpd.service enabled disabled
mariadb.service enabled disabled
sshd.service enabled enabled
`,
  sockets: `==> ss <==
tcp   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=812,fd=3))
tcp   LISTEN 0      511                *:80              *:*    users:(("httpd",pid=934,fd=4))
tcp   LISTEN 0      80         127.0.0.1:3306      0.0.0.0:*    users:(("mariadbd",pid=1020,fd=20))
`,
  virtualization: "container: none\nvm: kvm\nvendor: QEMU\nproduct: Standard PC (Q35 + ICH9, 2009)\nbios: SeaBIOS\n",
  selinux: "mode: enforcing\nSELINUX=enforcing\nSELINUXTYPE=targeted\n",
  fips: "0\n",
  "crypto-policy": "DEFAULT\n",
  "own-software": "end\n",
  locks: "",
});

/** Adds the answers of a running host to the recorded folder of a mounted root, as a recorded folder of its own. */
export async function addRunningAnswers(from: string, to: string, running: RunningHost): Promise<void> {
  const recorded = await readRecording(from);
  const captures = new Map(recorded.captures);
  for (const [id, text] of Object.entries(runningAnswers(running))) {
    captures.set(id, { kind: "output", text, truncated: false });
  }
  await writeRecording(to, { ...recorded, host: running.host, source: "recorded", captures });
}
