import type { FactValue } from "../../facts/facts.ts";

type Mount = FactValue<"mounts">[number];

/** The mount that a path lies on: the longest mount point above it; of several on one place the last, which covers the others. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    if (!isBelow(path, mount.mountPoint)) continue;
    if (best === undefined || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  return best;
}

/** Whether `path` is `folder` or lies in it. */
function isBelow(path: string, folder: string): boolean {
  if (folder === "/" || path === folder) return true;
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
