import { type LabFault, missed, played } from "./lab-fault.ts";

/** The scriptlets of the lab's package site-hooks look for these files of /run/lab. */
export const scriptletFaults: readonly LabFault[] = [
  scriptlet("fail-pre", "Lets a %pre scriptlet fail, so that rpm skips its package"),
  scriptlet("fail-post", "Lets a %post scriptlet fail, which rpm only warns of"),
  scriptlet("hang-pre", "Lets a %pre scriptlet hang for ten minutes"),
  scriptlet("hang-post", "Lets a %post scriptlet hang for ten minutes"),
];

function scriptlet(flag: string, words: string): LabFault {
  return {
    name: flag,
    words,
    breaks: "host",
    async inject({ host }) {
      const { exitCode, stderr } = await host.console(`touch /run/lab/${flag}`);
      return exitCode === 0 ? played(`set /run/lab/${flag} on ${host.name}`) : missed(stderr.trim());
    },
    async heal({ host }) {
      // A rehearsal works with a copy of /run, which may have taken the flag along before its scriptlet comes to it.
      const copies = "/proc/[0-9]*/root/var/lib/ferry/runs/*/rehearsal/root";
      await host.console(
        `rm -f /proc/[0-9]*/root/run/lab/${flag} ${copies}/run/lab/${flag} 2>/dev/null
         for pid in $(pgrep -x -f "sleep 600"); do kill "$pid"; done`,
      );
    },
  };
}
