import { type LabFault, played } from "./lab-fault.ts";

type Restore = () => Promise<void>;

/** How to set the old keys of hosts again, by the host's folder. A change may outlast the Ferry that it was made for. */
const changes = new Map<string, Promise<Restore>>();

export const changeHostKey: LabFault = {
  name: "change-host-key",
  words: "Gives the host another SSH host key than the pinned one",
  breaks: "host",
  async inject({ host }) {
    const earlier = changes.get(host.folder);
    const change = host.changeHostKey().then(({ restore }) => earlier ?? restore);
    changes.set(host.folder, change);
    await change;
    return played(`changed the SSH host key of ${host.name}`);
  },
  async heal({ host }) {
    const change = changes.get(host.folder);
    changes.delete(host.folder);
    const restore = await change;
    await restore?.();
  },
};
