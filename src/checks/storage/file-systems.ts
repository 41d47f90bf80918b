import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { exampleHop } from "../examples.ts";
import { listed } from "../words.ts";

type Mount = FactValue<"mounts">[number];
function mount(type: string, mountPoint: string): Mount {
  return { device: "/dev/sda2", mountPoint, type, options: ["rw"] };
}
const oracle9 = exampleHop("convert", "oracle-9", "almalinux-9");

export const fileSystems = check({
  id: "storage/file-systems",
  code: "F-0103",
  title: "The target can mount every file system of the host",
  why: "A kernel without the driver of a file system cannot read what lies on it: with the root file system the host is lost.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["mounts"],
  mayLack: ["fstab"],
  examples: [
    { says: "xfs", given: { mounts: [mount("xfs", "/")] }, finds: [] },
    {
      says: "Oracle Linux on btrfs",
      given: { mounts: [mount("btrfs", "/"), mount("btrfs", "/home")] },
      context: oracle9,
      finds: ["AlmaLinux 9 cannot mount btrfs"],
    },
    {
      says: "AlmaLinux 10 can",
      given: { mounts: [mount("btrfs", "/")] },
      context: exampleHop("convert", "oracle-10", "almalinux-10"),
      finds: [],
    },
    {
      says: "data that is not mounted now",
      given: {
        mounts: [mount("xfs", "/")],
        fstab: {
          entries: [{ line: 4, device: "/dev/sdb1", mountPoint: "/data", type: "btrfs", options: ["noauto"] }],
          malformed: [],
        },
      },
      context: oracle9,
      finds: ["AlmaLinux 9 cannot mount btrfs"],
    },
  ],
  run({ mounts, fstab }, { hops }) {
    const mounted = new Set(mounts.map((item) => item.mountPoint));
    const places = [...mounts, ...(fstab?.entries ?? []).filter((item) => !mounted.has(item.mountPoint))];
    return hops.flatMap(({ to }) =>
      to.lacksFileSystems.flatMap((type): readonly Finding[] => {
        const lost = places.filter((place) => place.type === type).map((place) => place.mountPoint);
        if (lost.length === 0) return [];
        const system = lost.some((place) => ["/", "/usr", "/var", "/boot", "/etc"].includes(place));
        return [
          {
            severity: "high",
            inhibitor: true,
            title: `${to.title} cannot mount ${type}`,
            seen: `${type} on ${listed(lost)}`,
            risk: system ? "The host would not boot" : "What lies there could not be read after the move",
            fix: system
              ? "Rebuild the host on xfs beside the old one, or go to AlmaLinux 10, which boots from btrfs"
              : `Copy the data to xfs first: ${listed(lost)}`,
          },
        ];
      }),
    );
  },
});
