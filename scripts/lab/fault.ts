import { allFaults } from "../../lab/faults/all-faults.ts";
import type { LabFault } from "../../lab/faults/lab-fault.ts";
import { findLab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { seededRandom } from "../generate/random.ts";

/** Faults of the controller want the process of a running Ferry, which only a script has that started it. */
const playable = allFaults.filter(({ name }) => name !== "kill-controller");

export function tellFaults(): void {
  for (const { name, words, breaks } of playable) console.log(`${breaks.padEnd(11)} ${name.padEnd(18)} ${words}`);
}

interface Options {
  readonly id: string;
  readonly heal?: boolean;
  readonly seed: string;
  readonly patience: string;
}

export async function playFault(where: string, name: string, options: Options): Promise<void> {
  const lab = await findLab(options.id);
  const fault = playable.find((one) => one.name === name);
  if (fault === undefined) throw new LabError(`There is no fault "${name}" (npm run lab -- faults)`);
  const host = await placeOf(fault, where, lab);
  const patienceSeconds = Number(options.patience);
  if (!(patienceSeconds > 0)) throw new LabError(`Cannot wait "${options.patience}" seconds`);
  const context = { lab, host, patienceSeconds };
  if (options.heal === true) {
    await fault.heal(context);
    console.log(`healed ${name}`);
    return;
  }
  const injection = await fault.inject(context, seededRandom(options.seed));
  if (injection.kind === "missed") throw new LabError(`${name} was not played: ${injection.why}`);
  console.log(injection.what);
}

/** The host that is meant. Faults of the mirror want none, but their context has one all the same. */
async function placeOf(fault: LabFault, where: string, lab: Awaited<ReturnType<typeof findLab>>): Promise<LabHost> {
  if (fault.breaks === "host") return lab.findHost(where);
  const { hosts } = await lab.describe();
  return lab.findHost(where === "mirror" ? (hosts[0]?.name ?? "") : where);
}
