import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";
import { listed } from "../words.ts";

type Entry = FactValue<"fstab">["entries"][number];

function entry(line: number, mountPoint: string, rest: Partial<Entry> = {}): Entry {
  return { line, device: `/dev/mapper/v${line}`, mountPoint, type: "xfs", options: ["defaults"], ...rest };
}
const good = [entry(1, "/"), entry(2, "/var"), entry(3, "/var/lib"), entry(4, "none", { type: "swap" })];

/** What systemd mounts by itself, and with which type (systemd src/shared/mount-setup.c). */
const apiTypes: Readonly<Record<string, readonly string[]>> = {
  "/proc": ["proc"],
  "/sys": ["sysfs"],
  "/run": ["tmpfs"],
  "/dev/shm": ["tmpfs"],
};

export const fstab = check({
  id: "storage/fstab",
  code: "F-0101",
  title: "/etc/fstab can be read and mounted in its order",
  why: "The upgrade mounts what fstab says, line by line, in a system of its own; what fails there fails in the middle of the upgrade.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["fstab"],
  examples: [
    { says: "in order", given: { fstab: { entries: good, malformed: [] } }, context: upgradeAlma8, finds: [] },
    {
      says: "a line with too few fields, converted",
      given: { fstab: { entries: good, malformed: [{ line: 7, text: "/dev/sdb1 /srv" }] } },
      finds: ["/etc/fstab has 1 line that cannot be read"],
    },
    {
      says: "a child before its parent",
      given: { fstab: { entries: [entry(1, "/"), entry(2, "/var/lib"), entry(3, "/var")], malformed: [] } },
      context: upgradeAlma8,
      finds: ["/var/lib is mounted before /var in /etc/fstab"],
    },
    {
      says: "the same order, converted: systemd sorts it",
      given: { fstab: { entries: [entry(1, "/"), entry(2, "/var/lib"), entry(3, "/var")], malformed: [] } },
      finds: [],
    },
    {
      says: "one place twice",
      given: { fstab: { entries: [entry(1, "/"), entry(2, "/var"), entry(5, "/var/")], malformed: [] } },
      context: upgradeAlma8,
      finds: ["/var is mounted twice in /etc/fstab"],
    },
    {
      says: "a disk on /run, and /dev/shm as it should be",
      given: {
        fstab: {
          entries: [...good, entry(5, "/run"), entry(6, "/dev/shm", { device: "tmpfs", type: "tmpfs" })],
          malformed: [],
        },
      },
      context: upgradeAlma8,
      finds: ["/etc/fstab mounts xfs on /run"],
    },
  ],
  run({ fstab }, { hops }) {
    const upgrade = hops.some((hop) => hop.kind === "upgrade");
    const findings: Finding[] = [];
    if (fstab.malformed.length > 0) {
      const { length } = fstab.malformed;
      findings.push({
        severity: upgrade ? "high" : "medium",
        inhibitor: upgrade,
        title: `/etc/fstab has ${length === 1 ? "1 line" : `${length} lines`} that cannot be read`,
        seen: listed(fstab.malformed.map((bad) => `line ${bad.line}: ${bad.text.slice(0, 60)}`)),
        risk: "What the line was meant to mount is not mounted; leapp stops at it",
        fix: "Correct the line (device, mount point, type, options), or take it out; then mount -a",
      });
    }
    if (!upgrade) return findings;
    const places = fstab.entries
      .filter((item) => item.mountPoint.startsWith("/") && item.type !== "swap")
      .map((item) => ({ ...item, mountPoint: item.mountPoint.replace(/(.)\/+$/, "$1") }));
    const lastLines = new Map(places.map((item) => [item.mountPoint, item]));
    const seen = new Map<string, Entry>();
    for (const item of places) {
      const parent = foldersAbove(item.mountPoint)
        .map((folder) => lastLines.get(folder))
        .find((later) => later !== undefined && later.line > item.line);
      if (parent !== undefined) {
        findings.push({
          severity: "high",
          inhibitor: true,
          title: `${item.mountPoint} is mounted before ${parent.mountPoint} in /etc/fstab`.slice(0, 80),
          seen: `line ${item.line} before line ${parent.line}`,
          risk: "Mounted in this order the second hides the first",
          fix: `Move line ${parent.line} above line ${item.line}`,
        });
      }
      const first = seen.get(item.mountPoint);
      if (first === undefined) seen.set(item.mountPoint, item);
      else {
        findings.push({
          severity: "high",
          inhibitor: true,
          title: `${item.mountPoint} is mounted twice in /etc/fstab`.slice(0, 80),
          seen: `line ${first.line} and line ${item.line}`,
          risk: "Which of the two is mounted is left to chance, and packages may go to the wrong one",
          fix: "Take out the line that is wrong",
        });
      }
      const types = Object.hasOwn(apiTypes, item.mountPoint) ? apiTypes[item.mountPoint] : undefined;
      if (types !== undefined && (!types.includes(item.type) || item.device.startsWith("/dev/"))) {
        findings.push({
          severity: "high",
          inhibitor: true,
          title: `/etc/fstab mounts ${item.type.slice(0, 20)} on ${item.mountPoint}`,
          seen: `line ${item.line}: ${item.device} on ${item.mountPoint}`,
          risk: "systemd needs that place for itself; the host would not boot far",
          fix: `Take out line ${item.line}`,
        });
      }
    }
    return findings;
  },
});

/** Longest path that Linux takes (PATH_MAX); longer ones cannot be mounted. */
const PATH_MAX = 4096;

/** "/var" and "/" for "/var/lib". */
function foldersAbove(path: string): readonly string[] {
  if (path === "/" || path.length > PATH_MAX) return [];
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) folders.push(path.slice(0, end));
  return [...folders, "/"];
}
