import type { ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import type { StepKind } from "../../src/steps/step.ts";

const ferry = resolve(import.meta.dirname, "../../bin/ferry");

/** One start of ferry in the lab. */
export interface FerryStart {
  readonly command: string;
  readonly child: ChildProcess;
  /** When it is over. `exit`: its code, or the signal that ended it. `text`: all that it wrote. */
  readonly ended: Promise<{ readonly exit: number | string; readonly text: string }>;
  /** True when it says that this step begins, false when it has ended without. */
  begun(step: StepKind): Promise<boolean>;
}

/** Longest time of one command, in seconds; then it is killed, and that is a failure of Ferry's. */
const COMMAND_SECONDS = 900;

export function startFerry(lab: Lab, args: readonly string[], state: string): FerryStart {
  const child = lab.spawn(ferry, [...args, "--no-color"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { FERRY_STATE: state, XDG_CACHE_HOME: `${state}-cache` },
    timeout: COMMAND_SECONDS * 1000,
    killSignal: "SIGKILL",
  });
  let text = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<{ exit: number | string; text: string }>((settle) => {
    child.once("close", (code, signal) => settle({ exit: code ?? signal ?? "unknown", text }));
  });
  return {
    command: ["ferry", ...args].join(" "),
    child,
    ended,
    begun(step) {
      // "web1  ▸ convert  Swap the release …"
      const heading = new RegExp(`▸ ${step}\\s`);
      const { promise, resolve: settle } = Promise.withResolvers<boolean>();
      function look(): void {
        if (heading.test(text)) settle(true);
      }
      listeners.add(look);
      look();
      void ended.then(() => settle(false));
      return promise.finally(() => listeners.delete(look));
    },
  };
}
