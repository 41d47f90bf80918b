import { type LabFault, played } from "./lab-fault.ts";

export const cutLine: LabFault = {
  name: "cut-line",
  words: "Cuts the host's network line until it is healed",
  breaks: "host",
  async inject({ host }) {
    await host.cutLine();
    return played(`cut the line of ${host.name}`);
  },
  heal: ({ host }) => host.restoreLine(),
};
