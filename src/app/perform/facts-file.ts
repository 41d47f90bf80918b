import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FactsDocument } from "../../facts/facts-document.ts";
import { parseFactsDocument } from "../../facts/parse-facts-document.ts";
import { HostError } from "../../hosts/host-error.ts";
import { valueOf } from "../value-of.ts";
import { writeDocument } from "../write-document.ts";
import type { PerformContext } from "./performer.ts";

const NAME = "facts.json";

/** Keeps the facts that the preflight read, for the later steps of this run and host. */
export async function keepFacts({ folder }: Pick<PerformContext, "folder">, facts: FactsDocument): Promise<void> {
  await writeDocument(join(folder, NAME), facts);
}

/**
 * Whether the host of this run is a container by its facts: then the machine below it owns the kernel, the boot loader and
 * the boot, on the way there and on the way back. Where the facts do not tell it is taken for a machine.
 *
 * @throws HostError when the facts cannot be read: then the preflight has not been done
 */
export async function isContainer({ folder }: Pick<PerformContext, "folder">): Promise<boolean> {
  const path = join(folder, NAME);
  try {
    const { facts } = parseFactsDocument(await readFile(path, "utf8"));
    return valueOf(facts, "virtualization")?.kind === "container";
  } catch (error) {
    throw new HostError(`Cannot read the facts of this run: ${path}`, { cause: error });
  }
}
