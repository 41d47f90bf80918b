import { type LabFault, missed, nothingToHeal, played } from "./lab-fault.ts";

export const cutPower: LabFault = {
  name: "cut-power",
  words:
    "Ends all processes of the host at once; it boots again (what it had written stays, unlike in a real power cut)",
  breaks: "host",
  async inject({ host }) {
    const { kind } = await host.power();
    if (kind !== "on") return missed(`${host.name} is ${kind}`);
    await host.crash();
    return played(`cut the power of ${host.name}`);
  },
  heal: nothingToHeal,
};
