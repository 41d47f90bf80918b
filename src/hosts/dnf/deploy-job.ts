import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Json } from "../../steps/step-outcome.ts";
import type { Job } from "../jobs/job.ts";

const Deployed = z.object({ status: z.number(), id: z.string().max(100).nullable() });
/** `id`: the ID of /etc/os-release after the script. */
export type Deployed = Readonly<z.infer<typeof Deployed>>;

/** The job that runs a conversion script of the user's on a host, with these arguments. */
export async function deployJob(script: string, options: readonly string[], seconds: number): Promise<Job> {
  const text = await readFile(new URL("./deploy.py", import.meta.url), "utf8");
  return { id: "deploy", script: { language: "python", text }, input: { script, arguments: options }, seconds };
}

/** Reads the job's result. @throws ZodError when it is not one */
export function parseDeployed(value: Json): Deployed {
  return Deployed.parse(value);
}
