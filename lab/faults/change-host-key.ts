import { type LabFault, played } from "./lab-fault.ts";

/** How to set the old keys of hosts again, by the host's folder. */
const changed = new Map<string, () => Promise<void>>();

export const changeHostKey: LabFault = {
  name: "change-host-key",
  words: "Gives the host another SSH host key than the pinned one",
  breaks: "host",
  async inject({ host }) {
    const { restore } = await host.changeHostKey();
    changed.set(host.folder, changed.get(host.folder) ?? restore);
    return played(`changed the SSH host key of ${host.name}`);
  },
  async heal({ host }) {
    const restore = changed.get(host.folder);
    changed.delete(host.folder);
    await restore?.();
  },
};
