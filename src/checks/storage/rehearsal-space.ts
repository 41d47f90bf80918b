import type { FactValue } from "../../facts/facts.ts";
import { check, undecided } from "../check.ts";
import { exampleTransaction } from "../examples.ts";
import { size } from "../words.ts";
import { mountOf } from "./mount-of.ts";

const MB = 1_000_000;
/** rpm's database is copied up as a whole, and a second initramfs is built. */
const COPIES_BYTES = 500 * MB;

function mounts(freeBytes: number): FactValue<"mounts"> {
  return [{ device: "/dev/vda2", mountPoint: "/", type: "xfs", options: ["rw"], sizeBytes: 40_000 * MB, freeBytes }];
}
const transaction = exampleTransaction({ downloadBytes: 1_000 * MB, arriving: 1_000, arrivingBytes: 3_000 * MB });

export const rehearsalSpace = check({
  id: "storage/rehearsal-space",
  code: "F-0114",
  title: "There is room for a rehearsal",
  why: "A rehearsal writes every new file once more, on an overlay below /var/lib/ferry; without room for it only rpm's test can be made, which runs no scriptlets.",
  hops: ["convert"],
  worst: "low",
  needs: ["mounts"],
  examples: [
    { says: "20 GB free", given: { mounts: mounts(20_000 * MB) }, context: { transaction }, finds: [] },
    {
      says: "3 GB free",
      given: { mounts: mounts(3_000 * MB) },
      context: { transaction },
      finds: ["1.5 GB too little in / for a rehearsal"],
    },
    { says: "nothing was solved", given: { mounts: mounts(20_000 * MB) }, finds: "undecided" },
  ],
  run({ mounts }, { transaction }) {
    if (transaction === undefined) return undecided("the packages were not solved");
    const mount = mountOf("/var/lib/ferry", mounts);
    if (mount?.freeBytes === undefined) return [];
    const needed = transaction.downloadBytes + transaction.arrivingBytes + COPIES_BYTES;
    if (mount.freeBytes >= needed) return [];
    return [
      {
        severity: "low",
        inhibitor: false,
        title: `${size(needed - mount.freeBytes)} too little in ${mount.mountPoint} for a rehearsal`.slice(0, 80),
        seen: `${size(mount.freeBytes)} free of ${size(needed)} needed below /var/lib/ferry, downloads included`,
        risk: "Only rpm's test transaction can be made: what scriptlets do will be seen on the host itself",
        fix: `Free space in ${mount.mountPoint}, or rehearse another host of the same kind`,
      },
    ];
  },
});
