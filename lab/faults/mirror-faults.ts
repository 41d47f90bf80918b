import type { Random } from "../../scripts/generate/random.ts";
import type { MirrorFault } from "../mirror/mirror-fault.ts";
import { type LabFault, played } from "./lab-fault.ts";

const alma = "^(?:repo|mirrors)\\.almalinux\\.org/";
const metadata = `${alma}.*/repodata/`;

/** What goes wrong with AlmaLinux's mirror. All last until they are healed. */
export const mirrorFaults: readonly LabFault[] = [
  fault("mirror-gone", "No AlmaLinux mirror answers", () => ({ kind: "gone", match: alma })),
  fault("mirror-503", "AlmaLinux's mirror answers 503 to all", () => ({ kind: "status", match: alma, code: 503 })),
  fault("packages-404", "AlmaLinux's mirror has lost some packages, but lists them", (random) => ({
    kind: "status",
    match: packagesOf(random),
    code: 404,
  })),
  fault("corrupt-metadata", "AlmaLinux's metadata comes with a changed byte", () => ({
    kind: "corrupt",
    match: `${metadata}.*(?:primary|filelists)`,
  })),
  fault("corrupt-packages", "Some of AlmaLinux's packages come with a changed byte", (random) => ({
    kind: "corrupt",
    match: packagesOf(random),
  })),
  fault("cut-packages", "Downloads of some of AlmaLinux's packages break off", (random) => ({
    kind: "cut",
    match: packagesOf(random),
    afterBytes: random.integer(0, 2000),
  })),
  fault("rogue-signature", "A whole AlmaLinux repository with a package that another key has signed", () => ({
    kind: "other-file",
    match: "^repo\\.almalinux\\.org/almalinux/([0-9]+)(?:\\.[0-9]+)?/BaseOS/",
    serve: "repo.almalinux.org/.variants/rogue/almalinux/$1/BaseOS/",
  })),
  fault("slow-mirror", "AlmaLinux's mirror sends 200 kB a second on each connection", () => ({
    kind: "slow",
    match: alma,
    bytesPerSecond: 200_000,
  })),
  fault("late-mirror", "AlmaLinux's mirror thinks for two seconds before each answer", () => ({
    kind: "late",
    match: `${alma}.*/repodata/`,
    milliseconds: 2000,
  })),
  fault(
    "stalled-mirror",
    "AlmaLinux's mirror leaves a request for a package without an answer, now and then",
    (random) => ({
      kind: "stall",
      match: packagesOf(random),
      times: 1,
    }),
  ),
];

/** Packages whose file name begins with one letter. */
function packagesOf(random: Random): string {
  const letter = random.pick("abcdefghiklmnprst".split(""));
  return `${alma}.*/${letter}[^/]*\\.rpm$`;
}

function fault(name: string, words: string, rule: (random: Random) => MirrorFault): LabFault {
  return {
    name,
    words,
    breaks: "mirror",
    async inject({ lab }, random) {
      const made = rule(random);
      await lab.mirror.setFaults([made]);
      return played(`${made.kind} for ${made.match}`);
    },
    heal: ({ lab }) => lab.mirror.setFaults([]),
  };
}
