import type { InstalledPackage } from "../../package/installed-package.ts";

/** What dnf 4 has in `installonlypkgs` (dnf/const.py): names, and capabilities that such packages provide. */
const names = new Set(["kernel", "kernel-PAE", "gpg-pubkey"]);
const capabilities = new Set([
  "installonlypkg(kernel)",
  "installonlypkg(kernel-module)",
  "installonlypkg(vm)",
  "multiversion(kernel)",
]);

/**
 * Kernel packages of which several versions may stand side by side, where the source does not tell what packages provide.
 * Not the tools, headers and macros that are built from the same source.
 */
const byName =
  /^kernel(-(rt|uek|64k|PAE|plus|ml|lt|debug|core|modules|devel|zfcpdump))+(-(core|extra|internal|partner))*$/;

/** Whether several versions of the package may be installed beside each other. */
export function isInstallonly(item: InstalledPackage): boolean {
  if (names.has(item.name)) return true;
  const provides = item.dependencies?.provides;
  if (provides !== undefined) return provides.some((capability) => capabilities.has(capability.name));
  return byName.test(item.name) || item.name.startsWith("kmod-");
}
