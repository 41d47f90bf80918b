import { check } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";
import { size } from "../words.ts";

const MIB = 1024 * 1024;
/** leapp refuses below this (checkmemory): 1.5 GiB, 3 GiB on ppc64le. */
const UPGRADE_BYTES = 1536 * MIB;
const UPGRADE_BYTES_PPC64LE = 3072 * MIB;
/** dnf holds the metadata of the repositories and the rpm transaction in memory: some 400 MB, beside what the host runs. */
const CONVERT_BYTES = 700 * MIB;

function gib(count: number): { readonly totalBytes: number; readonly swapBytes: number } {
  return { totalBytes: count * 1024 * MIB, swapBytes: 0 };
}
const machine = { architecture: "x86_64" };

export const memory = check({
  id: "system/memory",
  code: "F-0005",
  title: "There is enough memory for the move",
  why: "A transaction that the kernel kills for want of memory leaves half of the packages replaced.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["memory", "machine"],
  examples: [
    { says: "1 GiB is enough to convert", given: { memory: gib(1), machine }, finds: [] },
    {
      says: "512 MiB without swap is not",
      given: { memory: gib(0.5), machine },
      finds: ["537 MB of memory and swap is little for dnf"],
    },
    { says: "512 MiB with swap is", given: { memory: { ...gib(0.5), swapBytes: 1024 * MIB }, machine }, finds: [] },
    { says: "2 GiB to upgrade", given: { memory: gib(2), machine }, context: upgradeAlma8, finds: [] },
    {
      says: "1 GiB to upgrade",
      given: { memory: gib(1), machine },
      context: upgradeAlma8,
      finds: ["1.1 GB of memory is too little for the upgrade"],
    },
  ],
  run({ memory, machine }, { hops }) {
    if (hops.some((hop) => hop.kind === "upgrade")) {
      const needed = machine.architecture === "ppc64le" ? UPGRADE_BYTES_PPC64LE : UPGRADE_BYTES;
      if (memory.totalBytes >= needed) return [];
      return [
        {
          severity: "high",
          inhibitor: true,
          title: `${size(memory.totalBytes)} of memory is too little for the upgrade`,
          seen: `${size(memory.totalBytes)} of memory, ${size(needed)} needed`,
          risk: "The upgrade runs from memory; leapp refuses to start with less",
          fix: "Give the host more memory, at least for the upgrade",
        },
      ];
    }
    const available = memory.totalBytes + memory.swapBytes;
    if (available >= CONVERT_BYTES) return [];
    return [
      {
        severity: "medium",
        inhibitor: false,
        title: `${size(available)} of memory and swap is little for dnf`,
        seen: `${size(memory.totalBytes)} of memory, ${size(memory.swapBytes)} of swap`,
        risk: "The kernel may kill dnf in the middle of the transaction",
        fix: "Add 1 GB of swap for the move: fallocate -l 1G /swapfile; chmod 600 /swapfile; mkswap /swapfile; swapon /swapfile",
      },
    ];
  },
});
