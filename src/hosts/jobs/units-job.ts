import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Json } from "../../steps/step-outcome.ts";
import { HostError } from "../host-error.ts";
import type { Job } from "./job.ts";

const names = z.array(z.string().max(256)).max(1000).readonly();
const HoldAnswer = z.union([
  z.strictObject({ stopped: names }),
  /** Units that are not on the host (or systemd itself is not): nothing was stopped. */
  z.strictObject({ absent: names }),
]);
export type HoldAnswer = Readonly<z.infer<typeof HoldAnswer>>;
const UnholdAnswer = z.strictObject({ failed: names });
export type UnholdAnswer = Readonly<z.infer<typeof UnholdAnswer>>;

/** What would change packages by itself in the middle of a conversion. */
const updaters = [
  "dnf-automatic.timer",
  "dnf-automatic-install.timer",
  "dnf-automatic-download.timer",
  "dnf-automatic-notifyonly.timer",
  "packagekit.service",
  "packagekit-background.timer",
];

/** The job that stops units, and what updates the host by itself. @throws HostError when a name is not a unit's */
export async function holdJob(units: readonly string[]): Promise<Job> {
  return unitsJob("hold", { units: words(units), optional: words(updaters) });
}

/** The job that starts the units that were held. */
export async function unholdJob(units: readonly string[]): Promise<Job> {
  return unitsJob("unhold", { units: words(units) });
}

export function parseHoldAnswer(value: Json): HoldAnswer {
  return HoldAnswer.parse(value);
}

export function parseUnholdAnswer(value: Json): UnholdAnswer {
  return UnholdAnswer.parse(value);
}

async function unitsJob(id: "hold" | "unhold", input: Json): Promise<Job> {
  const text = await readFile(new URL(`./${id}.sh`, import.meta.url), "utf8");
  return { id, script: { language: "sh", text }, input, seconds: 3600 };
}

function words(units: readonly string[]): string {
  const wrong = units.find((unit) => !/^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]{0,254}$/.test(unit));
  if (wrong !== undefined) throw new HostError(`Cannot hold "${wrong}": this is not the name of a unit`);
  return units.join(" ");
}
