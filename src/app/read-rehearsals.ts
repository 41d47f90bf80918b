import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Rehearsal } from "../report/rehearsal.ts";
import type { RunOutcomeView } from "../report/run-outcome.ts";
import { runFolder } from "./perform/run-folder.ts";
import { stateFolder } from "./state-folder.ts";

/** The rehearsals of a run's hosts, of those that came so far. */
export async function readRehearsals({ hosts }: RunOutcomeView): Promise<readonly Rehearsal[]> {
  const found = await Promise.all(hosts.map(({ run, host }) => readRehearsal(runFolder(stateFolder(), run, host))));
  return found.filter((rehearsal) => rehearsal !== undefined);
}

async function readRehearsal(folder: string): Promise<Rehearsal | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, "rehearsal.json"), "utf8"));
    // Only Ferry writes the file; this tells a document of another version apart.
    return isRehearsal(value) ? value : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isRehearsal(value: unknown): value is Rehearsal {
  return typeof value === "object" && value !== null && "schema" in value && value.schema === "ferry/rehearsal/1";
}
