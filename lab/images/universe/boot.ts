import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { BaseTree, KernelFiles } from "../base-tree.ts";
import {
  bytes,
  type FileEntry,
  type FileTree,
  keptConfig,
  type LabPackage,
  labPackage,
  link,
  script,
  text,
  withDist,
} from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { inventedVersion, knownVersion } from "./versions.ts";

/** What a lab host with a boot of its own needs: its disks, file systems, logical volumes, network and firewall. */
const coreModules = new Set(
  (
    "crc16 crc32c_generic libcrc32c crc32c-intel xxhash mbcache jbd2 ext4 xfs overlay autofs4 fuse loop virtio_ring virtio virtio_blk " +
    "virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_scsi virtio-rng failover net_failover virtio_net dax dm-mod dm-bufio " +
    "dm-snapshot dm-bio-prison dm-persistent-data dm-thin-pool dm-mirror dm-log dm-region-hash dm-raid md-mod raid0 raid1 raid10 raid456 " +
    "async_raid6_recov async_memcpy async_pq async_xor async_tx xor raid6_pq nfnetlink nf_tables nf_conntrack nf_defrag_ipv4 " +
    "nf_defrag_ipv6 nft_ct nft_reject nft_reject_inet nft_reject_ipv4 nft_reject_ipv6 nf_reject_ipv4 nf_reject_ipv6 nft_counter"
  ).split(" "),
);

/** What the rest of the hardware may need. */
const otherModules = new Set("ena ixgbevf gve vmxnet3 tun veth bridge stp llc 8021q".split(" "));

/** What depmod writes. */
const moduleIndexes = (
  "modules.dep modules.dep.bin modules.alias modules.alias.bin modules.symbols modules.symbols.bin modules.softdep modules.devname " +
  "modules.builtin.bin modules.builtin.alias.bin"
).split(" ");

/** The kernel, its tools and the boot loader. */
export function boot(edition: Edition, base: BaseTree): readonly LabPackage[] {
  const files = edition.kind === "alma" ? base.kernels.alma : base.kernels.centos;
  const grub = withDist(knownVersion(edition, "grub2") ?? "1:2.06-1", edition);
  const version = (name: string): string => withDist(inventedVersion(edition, name, "8.40"), edition);
  const folder = edition.kind === "alma" ? "almalinux" : "centos";
  return [
    ...kernelPackages(edition.kernel, files),
    labPackage("grubby", version("grubby"), {
      requires: ["bash", "grub2-tools-minimal"],
      files: {
        "/usr/sbin/grubby": script("grubby.sh"),
        "/etc/sysconfig/kernel": keptConfig("UPDATEDEFAULT=yes\nDEFAULTKERNEL=kernel-core\n"),
      },
    }),
    labPackage("dracut", withDist(inventedVersion(edition, "dracut", "057"), edition), {
      requires: ["bash", "busybox", "cpio", "gzip", "kmod", "findutils"],
      files: {
        "/usr/bin/dracut": script("dracut.sh"),
        "/usr/bin/lsinitrd": script("lsinitrd.sh"),
        "/usr/lib/dracut/init.sh": { kind: "script", name: "dracut-init.sh" },
        "/etc/dracut.conf": keptConfig("# PUT YOUR CONFIG IN separate files\n"),
        "/etc/dracut.conf.d": { kind: "directory" },
      },
    }),
    labPackage("grub2-common", grub, {
      arch: "noarch",
      files: {
        "/etc/default/grub": keptConfig(
          'GRUB_TIMEOUT=5\nGRUB_DEFAULT=saved\nGRUB_ENABLE_BLSCFG=true\nGRUB_CMDLINE_LINUX="console=ttyS0"\n',
        ),
        "/etc/grub2.cfg": link("../boot/grub2/grub.cfg"),
      },
    }),
    labPackage("grub2-tools-minimal", grub, {
      requires: ["grub2-common = @EVR@"],
      files: { "/usr/bin/grub2-editenv": script("grub2-editenv.sh") },
    }),
    labPackage("grub2-tools", grub, {
      requires: ["grub2-common = @EVR@", "grub2-tools-minimal = @EVR@"],
      files: { "/usr/sbin/grub2-mkconfig": script("grub2-mkconfig.sh") },
    }),
    labPackage("grub2-pc", grub, { requires: ["grub2-tools = @EVR@"] }),
    labPackage("grub2-pc-modules", grub, {
      arch: "noarch",
      requires: ["grub2-common = @EVR@"],
      files: { "/usr/lib/grub/i386-pc/moddep.lst": text("lab: @EVR@\n") },
    }),
    labPackage("shim-x64", withDist(knownVersion(edition, "shim") ?? "15.8-2", edition), {
      files: {
        [`/boot/efi/EFI/${folder}/shimx64.efi`]: bytes(900_000, edition.id),
        "/boot/efi/EFI/BOOT/BOOTX64.EFI": bytes(900_000, edition.id),
      },
    }),
  ];
}

/** One kernel. Its packages are installed beside those of another, so each path carries the release. */
function kernelPackages(release: string, kernel: KernelFiles): readonly LabPackage[] {
  const uname = `${release}.x86_64`;
  const folder = `/usr/lib/modules/${uname}`;
  const [version = "", rest = ""] = release.split("-");
  const evr = `${version}-${rest}`;
  const core = {
    provides: [`kernel-core-uname-r = ${uname}`, `kernel-uname-r = ${uname}`, "installonlypkg(kernel)"],
    requires: [
      "(post) systemd",
      "(post) grubby",
      "(post) dracut",
      "kmod",
      "systemd",
      "grubby",
      "dracut",
      "grub2-tools",
    ],
    files: {
      [`${folder}/vmlinuz`]: {
        kind: "copy",
        from: join(kernel.directory, `boot/vmlinuz-${kernel.release}`),
        mode: 0o755,
      },
      [`${folder}/config`]: { kind: "copy", from: join(kernel.directory, `boot/config-${kernel.release}`) },
      ...moduleFiles(folder, kernel, coreModules),
      ...Object.fromEntries(
        ["modules.order", "modules.builtin", "modules.builtin.modinfo"].map((name) => [
          `${folder}/${name}`,
          fromKernel(kernel, name),
        ]),
      ),
      ...Object.fromEntries(moduleIndexes.map((name) => [`${folder}/${name}`, { kind: "ghost" } as const])),
      [`/boot/vmlinuz-${uname}`]: { kind: "ghost", mode: 0o755 },
      [`/boot/initramfs-${uname}.img`]: { kind: "ghost", mode: 0o600 },
    } satisfies FileTree,
    scripts: {
      posttrans: `depmod ${uname} || :\n/usr/bin/kernel-install add ${uname} || exit $?\n`,
      preun: `/usr/bin/kernel-install remove ${uname} || :\n`,
    },
  } as const;
  return [
    labPackage("kernel-core", evr, core),
    labPackage("kernel-modules", evr, {
      provides: ["installonlypkg(kernel-module)", `kernel-modules-uname-r = ${uname}`],
      requires: [`kernel-core-uname-r = ${uname}`],
      files: moduleFiles(folder, kernel, otherModules),
      scripts: { posttrans: `depmod ${uname} || :\n` },
    }),
    labPackage("kernel", evr, {
      provides: ["installonlypkg(kernel)"],
      requires: [`kernel-core-uname-r = ${uname}`, `kernel-modules-uname-r = ${uname}`],
      files: { [`/usr/share/doc/kernel-${uname}/README`]: text(`kernel ${uname} of the lab\n`) },
    }),
  ];
}

function fromKernel(kernel: KernelFiles, name: string): FileEntry {
  return { kind: "copy", from: join(kernel.directory, "lib/modules", kernel.release, name) };
}

function moduleFiles(folder: string, kernel: KernelFiles, wanted: ReadonlySet<string>): FileTree {
  const root = join(kernel.directory, "lib/modules", kernel.release, "kernel");
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && wanted.has(entry.name.replace(/\.ko$/, "")),
  );
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`${folder}/kernel${path.slice(root.length)}`, { kind: "copy", from: path } as const];
    }),
  );
}
