import type { FactValue } from "../../facts/facts.ts";
import { check } from "../check.ts";
import { listed } from "../words.ts";
import { mountOf } from "./mount-of.ts";

/** A transaction holds each new file beside the old one until it renames it; the largest packages have some 20,000 files. */
const NEEDED = 30_000;

function mounts(freeInodes: number): FactValue<"mounts"> {
  return [{ device: "/dev/vda1", mountPoint: "/", type: "ext4", options: ["rw"], inodes: 1_000_000, freeInodes }];
}

export const inodes = check({
  id: "storage/inodes",
  code: "F-0113",
  title: "There are inodes left for the packages",
  why: "A file system can be out of inodes with much space free; then no file can be made, and the transaction stops.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["mounts"],
  examples: [
    { says: "half are free", given: { mounts: mounts(500_000) }, finds: [] },
    { says: "2,000 are free", given: { mounts: mounts(2_000) }, finds: ["Too few inodes are free in /"] },
    {
      says: "btrfs makes them as needed and tells none",
      given: { mounts: [{ device: "/dev/vda1", mountPoint: "/", type: "btrfs", options: ["rw"] }] },
      finds: [],
    },
  ],
  run({ mounts }) {
    const short = new Map(
      ["/", "/usr", "/var/cache/dnf", "/var/lib/rpm"].flatMap((path) => {
        const mount = mountOf(path, mounts);
        const free = mount?.freeInodes;
        return mount === undefined || free === undefined || free >= NEEDED ? [] : [[mount.mountPoint, free] as const];
      }),
    );
    if (short.size === 0) return [];
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `Too few inodes are free in ${listed([...short.keys()])}`,
        seen: listed([...short].map(([place, free]) => `${free} free in ${place}, ${NEEDED} needed`)),
        risk: "The transaction stops in its middle, though there is space",
        fix: `Find where they went: du --inodes -xS ${[...short.keys()].join(" ")} | sort -n | tail`,
      },
    ];
  },
});
