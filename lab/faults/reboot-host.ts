import { type LabFault, missed, nothingToHeal, played } from "./lab-fault.ts";

export const rebootHost: LabFault = {
  name: "reboot-host",
  words: "Reboots the host at a wrong moment",
  breaks: "host",
  async inject({ host }) {
    const power = await host.power();
    if (power.kind !== "on") return missed(`${host.name} is ${power.kind}`);
    await host.orderReboot(power.bootId);
    return played(`rebooted ${host.name}`);
  },
  heal: nothingToHeal,
};
