/** The steps of a conversion, in the order they are done. */
export const stepKinds = [
  "preflight",
  "stage",
  "download",
  "observe",
  "rehearse",
  "back-up",
  "hold",
  "convert",
  "settle",
  "reboot",
  "verify",
  "release",
] as const;

export type StepKind = (typeof stepKinds)[number];

/**
 * How a step is taken back. `none`: it changes nothing. `undo`: by its own inverse. `restore-point`: only by going back to
 * the restore point that was made before it; the first such step of a plan is its point of no return.
 */
export type Inverse = "none" | "undo" | "restore-point";

export interface StepInfo {
  /** What it does, as a heading. */
  readonly title: string;
  /** What it changes on the host, for the screen that asks for consent. */
  readonly changes: string;
  readonly inverse: Inverse;
  /** How it is taken back, in words; empty where there is nothing to take back. */
  readonly back: string;
}

export const steps: Readonly<Record<StepKind, StepInfo>> = {
  preflight: {
    title: "Read the host afresh and assess it",
    changes: "nothing",
    inverse: "none",
    back: "",
  },
  stage: {
    title: "Put Ferry's runner on the host",
    changes: "a folder of its own, /var/lib/ferry",
    inverse: "undo",
    back: "the folder is removed; the journal stays with the controller",
  },
  download: {
    title: "Download and verify the packages, and compare dnf's plan with the foretold one",
    changes: "the download folder, below /var/lib/ferry",
    inverse: "undo",
    back: "the download folder is removed",
  },
  observe: {
    title: "Record what works before",
    changes: "nothing",
    inverse: "none",
    back: "",
  },
  rehearse: {
    title: "Rehearse the transaction on an overlay of the host",
    changes: "nothing that stays",
    inverse: "none",
    back: "",
  },
  "back-up": {
    title: "Make a restore point and test it",
    changes: "the repository of backups; a snapshot where the host has them",
    inverse: "none",
    back: "",
  },
  hold: {
    title: "Drain and stop what asked for it",
    changes: "the units and hooks you named",
    inverse: "undo",
    back: "the units are started and the hooks undone",
  },
  convert: {
    title: "Swap the release and sync the packages in one transaction",
    changes: "the packages of the host",
    inverse: "restore-point",
    back: "the host goes back to the restore point",
  },
  settle: {
    title: "Set repositories, boot loader and caches right, and check the boot",
    changes: "enabled repositories, the boot loader's configuration, stale caches",
    inverse: "restore-point",
    back: "the host goes back to the restore point",
  },
  reboot: {
    title: "Reboot and wait for the host",
    changes: "the host is away for the time of a boot",
    inverse: "restore-point",
    back: "the host goes back to the restore point and boots once more",
  },
  verify: {
    title: "Prove that what worked before works now",
    changes: "nothing",
    inverse: "none",
    back: "",
  },
  release: {
    title: "Put the host back to work",
    changes: "the hooks you named; Ferry's downloads are removed",
    inverse: "none",
    back: "",
  },
};

/** The first of these steps that only a restore point takes back; undefined where there is none. */
export function pointOfNoReturn(kinds: readonly StepKind[]): StepKind | undefined {
  return kinds.find((kind) => steps[kind].inverse === "restore-point");
}
