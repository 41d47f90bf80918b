import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What virtual machines need beside the lab itself, and the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-img": "qemu-utils",
  "grub-mkimage": "grub-common",
  "mkfs.ext4": "e2fsprogs",
};

/** Why no virtual machine can run here, or undefined. */
export function whyNoVm(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  const missing = Object.entries(programs)
    .filter(([program]) => !folders.some((folder) => existsSync(join(folder, program))))
    .map(([, debian]) => debian);
  if (!existsSync("/usr/lib/grub/i386-pc/boot.img")) missing.push("grub-pc-bin");
  return missing.length === 0 ? undefined : `no ${missing.join(", ")} here`;
}
