import { type LabFault, played } from "./lab-fault.ts";

export const neverComesBack: LabFault = {
  name: "never-comes-back",
  words: "Lets the host not come back from its next reboot until it is healed",
  breaks: "host",
  async inject({ host }) {
    await host.setFirmware({ comesBack: false });
    return played(`${host.name} will not come back from its next reboot`);
  },
  async heal({ host }) {
    await host.setFirmware({ comesBack: true });
    if ((await host.power()).kind === "absent") await host.powerOn();
  },
};
