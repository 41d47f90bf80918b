import type { Capture } from "../../facts/capture.ts";
import { notInArchive, output } from "./archive-answer.ts";

/**
 * The files of `ls -lanR` below /boot as the probe `boot`. grub's modules and fonts are left out, as the collector does.
 *
 * @example
 * /boot:
 * total 113572
 * -rw-------.  1 0 0 43743169 Jan 28  2019 initramfs-3.10.0-957.1.3.el7.x86_64.img
 */
export function bootFiles(listing: string): Capture {
  if (!/^\/boot:$/m.test(listing)) return notInArchive;
  const refused = /^(?:\/bin\/)?ls: cannot (?:open|access|read)[^\n]*\/boot[^\n]*/m.exec(listing)?.[0];
  if (refused !== undefined) return { kind: "unreadable", reason: refused.slice(0, 200) };
  const lines: string[] = [];
  let folder = "";
  for (const line of listing.split("\n")) {
    if (line.startsWith("/") && line.endsWith(":")) {
      folder = line.slice(0, -1);
      continue;
    }
    if (folder !== "/boot" && !folder.startsWith("/boot/")) continue;
    const file = /^-[^ ]+ +\d+ +\S+ +\S+ +(\d+) +\S+ +\S+ +\S+ (.+)$/.exec(line);
    if (file !== null && !/\.(?:mod|pf2)$/.test(file[2] ?? "")) lines.push(`${file[1]} ${folder}/${file[2]}\n`);
  }
  return output(lines.join(""));
}

/**
 * How the host was started, as the probe `firmware`: by what mokutil said, else by `ls -lanR /sys/firmware`, else by a mounted
 * efivarfs. A container sees an empty /sys/firmware, which proves nothing.
 */
export function firmware(sources: {
  readonly mokutil: string | undefined;
  readonly listing: string | undefined;
  readonly mounts: string | undefined;
}): Capture {
  const { mokutil = "", listing = "", mounts = "" } = sources;
  const state = /^SecureBoot (enabled|disabled)/m.exec(mokutil)?.[1];
  if (state !== undefined) return output(`uefi\nsecureboot: ${state}\n`);
  if (/doesn't support Secure Boot/.test(mokutil)) return output("uefi\nsecureboot: unsupported\n");
  if (/^\/sys\/firmware\/efi:$/m.test(listing) || /^efivarfs /m.test(mounts))
    return output("uefi\nsecureboot: unknown\n");
  if (/EFI variables are not supported/.test(mokutil)) return output("bios\n");
  if (/^\/sys\/firmware\/(?:acpi|dmi|memmap):$/m.test(listing)) return output("bios\n");
  return notInArchive;
}
