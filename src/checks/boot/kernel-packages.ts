import { compareEvr } from "../../package/evr.ts";
import type { InstalledPackage } from "../../package/installed-package.ts";

/** Packages that hold a kernel image, by name: since EL8 "kernel" is empty and kernel-core has it. */
const images = /^kernel(-(rt|64k|zfcpdump|uek|plus|ml|lt|debug|rt-debug|64k-debug|alt|PAE))?(-core)?$/;

/** Flavour of a kernel, by which versions can be compared: "kernel", "kernel-rt", "kernel-uek" … */
function flavourOf(item: InstalledPackage): string {
  return item.name.replace(/-core$/, "");
}

/** Installed packages that hold a kernel image; with kernel-core there, the empty "kernel" beside it is left out. */
function kernelPackages(packages: readonly InstalledPackage[]): readonly InstalledPackage[] {
  const found = packages.filter((item) => images.test(item.name));
  const cores = new Set(found.filter((item) => item.name.endsWith("-core")).map(releaseOf));
  return found.filter((item) => item.name.endsWith("-core") || !cores.has(releaseOf(item)));
}

/** What `uname -r` says of the kernel of a package: version, release, architecture. */
export function releaseOf(item: InstalledPackage): string {
  return `${item.version}-${item.release}.${item.arch}`;
}

/** The package that the running kernel is of. Flavours add "+64k", "+rt" or "+debug" to the release, or ".debug" on EL7. */
export function packageOfKernel(release: string, packages: readonly InstalledPackage[]): InstalledPackage | undefined {
  const [bare = "", flavour] = release.replace(/\.debug$/, "+debug").split("+", 2);
  const found = kernelPackages(packages).filter((item) => releaseOf(item) === bare);
  if (flavour === undefined) return found.find((item) => !item.name.includes("debug")) ?? found[0];
  return found.find((item) => item.name.includes(flavour)) ?? found[0];
}

/** Newest installed package of the same flavour. */
export function newestOf(item: InstalledPackage, packages: readonly InstalledPackage[]): InstalledPackage {
  return kernelPackages(packages)
    .filter((candidate) => flavourOf(candidate) === flavourOf(item) && candidate.arch === item.arch)
    .reduce((newest, candidate) => (compareEvr(candidate, newest) > 0 ? candidate : newest), item);
}
