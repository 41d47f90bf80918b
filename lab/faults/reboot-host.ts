import { type LabFault, missed, nothingToHeal, played } from "./lab-fault.ts";

export const rebootHost: LabFault = {
  name: "reboot-host",
  words: "Reboots the host at a wrong moment",
  breaks: "host",
  async inject({ host }) {
    const { kind } = await host.power();
    if (kind !== "on") return missed(`${host.name} is ${kind}`);
    const { exitCode, stderr } = await host.console("systemctl reboot");
    return exitCode === 0 ? played(`rebooted ${host.name}`) : missed(`systemctl reboot failed: ${stderr.trim()}`);
  },
  heal: nothingToHeal,
};
