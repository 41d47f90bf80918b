import { execFile } from "node:child_process";
import { printable } from "../../hosts/printable.ts";

const HOOK_SECONDS = 1800;

/**
 * Runs a program of the user on the controller with a host's name as its argument; no shell reads either, and the name of
 * a live target never begins with a hyphen. Undefined when it ended well, otherwise why not.
 */
export function runHook(program: string, host: string): Promise<string | undefined> {
  return new Promise((settle) => {
    execFile(
      program,
      [host],
      {
        timeout: HOOK_SECONDS * 1000,
        killSignal: "SIGKILL",
        maxBuffer: 4 << 20,
      },
      (error, _stdout, stderr) => {
        if (error === null) return settle(undefined);
        const said = stderr
          .split("\n")
          .map(printable)
          .filter((line) => line !== "")
          .at(-1);
        settle(`${program} ${host}: ${said ?? printable(error.message)}`);
      },
    );
  });
}
