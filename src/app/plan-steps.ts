import { type StepKind, stepKinds } from "../steps/step.ts";
import type { MigrationOptions } from "./migration-options.ts";

/** The steps of a conversion under these options, in their order. */
export function conversionSteps({ rehearsal, backup, reboot }: MigrationOptions): readonly StepKind[] {
  const left = new Set<StepKind>([
    ...(rehearsal === "off" ? (["rehearse"] as const) : []),
    ...(backup.mode === "off" ? (["back-up"] as const) : []),
    ...(reboot === "no" ? (["reboot"] as const) : []),
  ]);
  return stepKinds.filter((kind) => !left.has(kind));
}

/** The steps of a rehearsal on its own. */
export const rehearsalSteps: readonly StepKind[] = ["preflight", "stage", "download", "rehearse"];

/** What the options go without, in sentences for the person who has to know. */
export function goesWithout({ rehearsal, backup, reboot }: MigrationOptions): readonly string[] {
  return [
    ...(rehearsal === "off" ? ["No rehearsal: what scriptlets do will be seen on the host itself"] : []),
    ...(rehearsal === "test" ? ["dnf's test transaction in place of a rehearsal: no scriptlet is tried"] : []),
    ...(backup.mode === "off" ? ["No restore point: after the point of no return Ferry has no way back"] : []),
    ...(reboot === "no" ? ["No reboot: the old kernel runs on, and the boot is not proven"] : []),
  ];
}
