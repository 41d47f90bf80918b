import { type LabFault, missed, nothingToHeal, played } from "./lab-fault.ts";

export const killController: LabFault = {
  name: "kill-controller",
  words: "Kills Ferry itself (SIGKILL)",
  breaks: "controller",
  async inject({ controller }) {
    if (controller === undefined || controller.exitCode !== null) return missed("Ferry does not run");
    controller.kill("SIGKILL");
    return played(`killed Ferry, process ${controller.pid}`);
  },
  heal: nothingToHeal,
};
