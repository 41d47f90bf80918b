import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";

type Mount = FactValue<"mounts">[number];

/** Undoes the octal escapes of blanks, tabs, line breaks, `#` and `\` in /proc/mounts and fstab (Linux fs/proc_namespace.c). */
export function unescapeOctal(text: string): string {
  return text.includes("\\") ? text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => octal(digits)) : text;
}

function octal(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 8));
}

/**
 * Reads /proc/mounts.
 *
 * @example
 * /dev/mapper/cs-root / xfs rw,seclabel,relatime,attr2,inode64 0 0
 * //nas/data /srv/my\040data cifs rw,relatime,vers=3.1.1 0 0
 */
export function parseMounts(text: string): Mount[] {
  return linesOf(text).map((line) => {
    const [device, mountPoint, type, options] = wordsOf(line.text);
    if (device === undefined || mountPoint === undefined || type === undefined || options === undefined) {
      throw lineError("/proc/mounts", line.number, line.text, "has fewer than four fields");
    }
    return {
      device: unescapeOctal(device),
      mountPoint: unescapeOctal(mountPoint),
      type,
      options: unescapeOctal(options).split(","),
    };
  });
}

/** One line of df: `total` and `free` are blocks of 1024 bytes, or inodes; undefined where df prints "-". */
export interface DiskUse {
  readonly device: string;
  readonly mountPoint: string;
  readonly total: number | undefined;
  readonly free: number | undefined;
}

/**
 * Reads one table of `df -P`, blocks or inodes. A mount point or device may hold blanks; a long device name may stand on a line
 * of its own, as df prints it without -P. Lines with no mount point, such as the heading, are passed over.
 *
 * @example
 * Filesystem     1024-blocks    Used Available Capacity Mounted on
 * /dev/vda1         20960236 1345236  19615000       7% /
 * @internal for tests
 */
export function parseDiskUse(text: string): readonly DiskUse[] {
  const uses: DiskUse[] = [];
  let wrapped = "";
  for (const line of linesOf(text)) {
    const words = [...line.text.matchAll(/[^ \t]+/g)];
    if (words.length === 1 && wrapped === "") {
      wrapped = words[0]?.[0] ?? "";
      continue;
    }
    const percent = words.findIndex(
      (word, i) => i >= 3 && /^(\d+%|-)$/.test(word[0]) && isMountPoint(words[i + 1]?.[0]),
    );
    const [total, , free] = words.slice(percent - 3, percent).map((word) => word[0]);
    if (percent >= 3 && total !== undefined && free !== undefined) {
      uses.push({
        device: `${wrapped}${line.text.slice(0, words[percent - 3]?.index)}`.trim(),
        mountPoint: line.text.slice(words[percent + 1]?.index).trimEnd(),
        total: count(total),
        free: count(free),
      });
    }
    wrapped = "";
  }
  return uses;
}

function isMountPoint(word: string | undefined): boolean {
  return word !== undefined && word.startsWith("/");
}

function count(word: string): number | undefined {
  return /^-?\d{1,15}$/.test(word) ? Number(word) : undefined;
}

/** The tables of the probe `df`, told apart by their headings: "Inodes" stands in the second. */
export function parseDf(text: string): { readonly blocks: readonly DiskUse[]; readonly inodes: readonly DiskUse[] } {
  const start = /^Filesystem[ \t]+I?Inodes/m.exec(text)?.index ?? text.length;
  return { blocks: parseDiskUse(text.slice(0, start)), inodes: parseDiskUse(text.slice(start)) };
}

/**
 * The mounts with what df says of them. df names one mount a mount point: the one on the same device, else the topmost.
 * File systems that make inodes as needed (btrfs, vfat) have 0 in df's table; then the counts are left out.
 */
export function mountsOf(mounts: readonly Mount[], df: ReturnType<typeof parseDf> | undefined): Mount[] {
  if (df === undefined) return [...mounts];
  const blocks = byMount(mounts, df.blocks);
  const inodes = byMount(mounts, df.inodes);
  return mounts.map((mount) => {
    const space = blocks.get(mount);
    const nodes = inodes.get(mount);
    return {
      ...mount,
      ...(space?.total === undefined ? {} : { sizeBytes: space.total * 1024 }),
      ...(space?.free === undefined ? {} : { freeBytes: space.free * 1024 }),
      ...(nodes?.total === undefined || nodes.free === undefined || nodes.total === 0
        ? {}
        : { inodes: nodes.total, freeInodes: nodes.free }),
    };
  });
}

function byMount(mounts: readonly Mount[], uses: readonly DiskUse[]): ReadonlyMap<Mount, DiskUse> {
  const exact = new Map(mounts.map((mount) => [`${mount.device}\n${mount.mountPoint}`, mount]));
  const topmost = new Map(mounts.map((mount) => [mount.mountPoint, mount]));
  const found = new Map<Mount, DiskUse>();
  for (const use of uses) {
    const mount = exact.get(`${use.device}\n${use.mountPoint}`) ?? topmost.get(use.mountPoint);
    if (mount !== undefined) found.set(mount, use);
  }
  return found;
}
