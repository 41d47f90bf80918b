import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Json } from "../../steps/step-outcome.ts";
import type { Job } from "../jobs/job.ts";

/** What a converted host is to be set right to. */
export interface SettleInput {
  readonly run: string;
  /** The target's folder on the ESP, and the name of its entry in the firmware. */
  readonly vendor: string;
  readonly label: string;
  readonly container: boolean;
  /** NEVRAs of the kernels that have arrived. */
  readonly kernels: readonly string[];
  /** sssd is older than before, and cannot read its caches. */
  readonly sssd: boolean;
  readonly repositories: {
    /** Ids that packages came from: they have to be enabled. */
    readonly enable: readonly string[];
    /** Repositories whose place the user named. */
    readonly named: readonly { readonly id: string; readonly baseurl: string }[];
    /** Ids that dnf was allowed to use: they are not disabled, wherever they are. */
    readonly known: readonly string[];
  };
}

const texts = z.array(z.string().max(4000)).max(10_000).readonly();

const Settled = z.object({
  /** The version (`uname -r`) of the kernel that the next boot starts; null where none arrived. */
  kernel: z.string().max(256).nullable(),
  /** `none` and `unknown`: this host is started by something Ferry does not touch. */
  boot: z.enum(["grub-bios", "grub-uefi", "container", "none", "unknown"]),
  changes: texts,
  notes: texts,
  /** What would keep the host from booting, or from being updated, afterwards. */
  problems: texts,
});
export type Settled = Readonly<z.infer<typeof Settled>>;

/** The job that sets a converted host right and checks its next boot (agent/settle.py). */
export async function settleJob(input: SettleInput): Promise<Job> {
  const texts = await Promise.all(
    parts.map((part) => readFile(new URL(`./agent/${part}.py`, import.meta.url), "utf8")),
  );
  return {
    id: "settle",
    script: { language: "python", text: texts.join("\n\n") },
    // An interface of data only is JSON.
    input: input as unknown as Json,
    seconds: 1800,
  };
}

/** Reads the job's result. @throws ZodError when it is not one */
export function parseSettled(value: Json): Settled {
  return Settled.parse(value);
}

/** The order in which the parts are joined: later ones use what earlier ones define. */
const parts = ["tools", "repositories", "devices", "loader", "checks", "settle"];
