import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatProbeSnapshot, type ProbeSnapshot, parseProbeSnapshot } from "../../probes/probe-snapshot.ts";
import { writeDocument } from "../write-document.ts";
import type { PerformContext } from "./performer.ts";

const names = { before: "probes-before.json", after: "probes-after.json" } as const;

/** Keeps what the probes saw, for later steps and the evidence. */
export async function keepProbes(
  { folder }: Pick<PerformContext, "folder">,
  when: keyof typeof names,
  snapshot: ProbeSnapshot,
): Promise<void> {
  const document: unknown = JSON.parse(formatProbeSnapshot(snapshot));
  await writeDocument(join(folder, names[when]), document);
}

/** What was seen of the host; undefined when nobody has looked yet. @throws ProbeError when the file is damaged */
export async function readProbes(
  { folder }: Pick<PerformContext, "folder">,
  when: keyof typeof names,
): Promise<ProbeSnapshot | undefined> {
  try {
    return parseProbeSnapshot(await readFile(join(folder, names[when]), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
