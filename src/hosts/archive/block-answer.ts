/**
 * `lsblk -P` with sizes for people as the probe `lsblk`: sizes in bytes, as exact as lsblk's one decimal, and the parent of
 * each device from the tree that plain `lsblk` draws, where the pairs do not name it.
 *
 * @example
 * NAME="vda1" KNAME="vda1" MAJ:MIN="253:1" FSTYPE="xfs" MOUNTPOINT="/" SIZE="19.9G" TYPE="part"
 */
export function blockPairs(pairs: string, tree: string | undefined): string {
  const parents = tree === undefined ? new Map<string, string[]>() : parentsOf(tree);
  return pairs
    .split("\n")
    .filter((line) => line.startsWith("NAME="))
    .map((line) => {
      const name = /^NAME="([^"]*)"/.exec(line)?.[1] ?? "";
      const sized = line.replace(
        / SIZE="\s*([0-9.]+)([BKMGTPE]?)"/,
        (_, size: string, unit: string) => ` SIZE="${bytes(size, unit)}"`,
      );
      const parent = / PKNAME="/.test(line) ? undefined : parents.get(name)?.shift();
      return `${sized}${parent === undefined || parent === "" ? "" : ` PKNAME="${parent}"`}\n`;
    })
    .join("");
}

function bytes(size: string, unit: string): number {
  return Math.round(Number(size) * 1024 ** Math.max(0, "BKMGTPE".indexOf(unit)));
}

/**
 * The parents of each device in the order the tree shows it; "" for a device without. Both drawings take two columns a level.
 * Further mount points of a device stand on lines of their own and begin with "/" or "[".
 */
function parentsOf(tree: string): ReadonlyMap<string, string[]> {
  const parents = new Map<string, string[]>();
  const path: string[] = [];
  for (const line of tree.split("\n")) {
    const [, branches = "", name = ""] = /^([ |`│├└─-]*)(\S+)/.exec(line) ?? [];
    if (name === "" || name === "NAME" || /^[/[]/.test(name)) continue;
    const depth = Math.floor(branches.length / 2);
    path.length = Math.min(path.length, depth);
    parents.set(name, [...(parents.get(name) ?? []), path.at(-1) ?? ""]);
    path.push(name);
  }
  return parents;
}
