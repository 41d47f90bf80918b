import { findLab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import type { HostDescription } from "../../lab/protocol.ts";
import { labIds } from "./lab-ids.ts";

export async function list({ json }: { readonly json?: boolean }): Promise<void> {
  const labs = (await Promise.all((await labIds()).map(describe))).filter((lab) => lab !== undefined);
  if (json === true) {
    console.log(JSON.stringify(labs, null, 2));
    return;
  }
  if (labs.length === 0) console.error("No lab is up (npm run lab -- up)");
  for (const { id, hosts } of labs) {
    console.log(`lab ${id}`);
    for (const host of hosts) console.log(`  ${row(host)}`);
  }
}

/** A lab that cannot be reached is just starting or ending, and left out. */
async function describe(id: string) {
  try {
    return await (await findLab(id)).describe();
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

function row({ name, address, release, power, line }: HostDescription): string {
  const state = power.kind === "failed" ? power.why : power.kind;
  const words = [
    name.padEnd(16),
    address.padEnd(14),
    release.padEnd(17),
    state,
    ...(line === "cut" ? ["(line cut)"] : []),
  ];
  return words.join(" ");
}
