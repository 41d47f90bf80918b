import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unshared } from "./in-root.ts";
import { provisionImage } from "./provision-image.ts";
import type { LabRelease } from "./releases.ts";

export interface ImageParts {
  readonly release: LabRelease;
  /** The .rpm files of a fresh host. */
  readonly packages: readonly string[];
  /** Folder of the lab's keys. */
  readonly keys: string;
}

/** Makes the root tree of a host, every file of it by rpm but for what an administrator and the installer leave behind. */
export async function assembleImage(root: string, parts: ImageParts): Promise<void> {
  const making = `${root}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  chmodSync(making, 0o755);
  const list = `${making}.packages`;
  writeFileSync(list, `${parts.packages.join("\n")}\n`);
  // The kernel's scriptlet names boot entries after the machine.
  mkdirSync(join(making, "etc"));
  writeFileSync(join(making, "etc/machine-id"), `${machineId(parts.release)}\n`);
  await unshared("assemble-image.sh", [making, list, parts.keys]);
  rmSync(list);
  await provisionImage(making, parts);
  mkdirSync(dirname(root), { recursive: true });
  renameSync(making, root);
}

/** Begins with a letter: GRUB reads an id that begins with digits as the number of a menu entry. */
function machineId(release: LabRelease): string {
  return `fe${Buffer.from(release.padEnd(15, "0").slice(-15)).toString("hex")}`;
}
