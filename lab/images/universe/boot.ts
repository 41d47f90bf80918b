import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { BaseTree, KernelFiles } from "../base-tree.ts";
import {
  bytes,
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

/** Drivers that a lab host may need to reach its root, and two that only show that a kernel has them. */
const drivers = new Set(
  (
    "crc16 crc32c_generic libcrc32c mbcache jbd2 ext4 xfs virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci " +
    "virtio_blk failover net_failover virtio_net dax dm-mod dm-bufio dm-snapshot dm-bio-prison dm-persistent-data dm-thin-pool loop " +
    "overlay autofs4"
  ).split(" "),
);

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
      requires: ["bash", "busybox", "cpio", "gzip", "kmod"],
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
    requires: ["(post) systemd", "(post) grubby", "(post) dracut", "systemd", "grubby", "dracut", "grub2-tools"],
    files: {
      [`${folder}/vmlinuz`]: {
        kind: "copy",
        from: join(kernel.directory, `boot/vmlinuz-${kernel.release}`),
        mode: 0o755,
      },
      [`${folder}/config`]: text("CONFIG_LAB=y\n"),
      ...moduleFiles(folder, kernel),
      [`/boot/vmlinuz-${uname}`]: { kind: "ghost", mode: 0o755 },
      [`/boot/initramfs-${uname}.img`]: { kind: "ghost", mode: 0o600 },
    } satisfies FileTree,
    scripts: {
      posttrans: `/usr/bin/kernel-install add ${uname} || exit $?\n`,
      preun: `/usr/bin/kernel-install remove ${uname} || :\n`,
    },
  } as const;
  return [
    labPackage("kernel-core", evr, core),
    labPackage("kernel-modules", evr, {
      provides: ["installonlypkg(kernel-module)", `kernel-modules-uname-r = ${uname}`],
      requires: [`kernel-core-uname-r = ${uname}`],
      files: {
        [`${folder}/kernel/drivers/net/ethernet/intel/e1000e/e1000e.ko`]: bytes(400_000, uname),
        [`${folder}/modules.alias.d/e1000e`]: text("alias pci:v00008086d000010D3sv*sd*bc*sc*i* e1000e\n"),
      },
    }),
    labPackage("kernel", evr, {
      provides: ["installonlypkg(kernel)"],
      requires: [`kernel-core-uname-r = ${uname}`, `kernel-modules-uname-r = ${uname}`],
      files: { [`/usr/share/doc/kernel-${uname}/README`]: text(`kernel ${uname} of the lab\n`) },
    }),
  ];
}

function moduleFiles(folder: string, kernel: KernelFiles): FileTree {
  const root = join(kernel.directory, "lib/modules", kernel.release, "kernel");
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && drivers.has(entry.name.replace(/\.ko$/, "")),
  );
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`${folder}/kernel${path.slice(root.length)}`, { kind: "copy", from: path } as const];
    }),
  );
}
