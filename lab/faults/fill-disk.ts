import type { LabHost } from "../lab-host.ts";
import { type LabFault, missed, played } from "./lab-fault.ts";

/** More free space than this is the machine's own disk, which is not to be filled. */
const MOST_FREE_KILOBYTES = 8 << 20;

/** Most space that is left, in kilobytes. */
const MOST_LEFT = 40 << 10;

export const fillDisk: LabFault = filler("fill-disk", "/var/lab-fill", "the host's disk (one with a size of its own)");
export const fillBoot: LabFault = filler("fill-boot", "/boot/lab-fill", "/boot (a file system of its own)");

function filler(name: string, file: string, words: string): LabFault {
  return {
    name,
    words: `Fills ${words} until it is healed`,
    breaks: "host",
    async inject({ host }, random) {
      const free = await freeKilobytes(host, file);
      if (free > MOST_FREE_KILOBYTES) return missed(`${host.name} has no disk of its own size there`);
      const left = random.integer(0, MOST_LEFT);
      if (free <= left) return missed(`only ${free} kB are free there on ${host.name}`);
      await host.console(`fallocate -l ${(free - left) * 1024} ${file}`);
      return played(`left ${await freeKilobytes(host, file)} kB beside ${file} on ${host.name}`);
    },
    async heal({ host }) {
      await host.console(`rm -f ${file}`);
    },
  };
}

async function freeKilobytes(host: LabHost, file: string): Promise<number> {
  const { stdout } = await host.console(`df --output=avail -k "$(dirname ${file})" | tail -n 1`);
  return Number(stdout);
}
