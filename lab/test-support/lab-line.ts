import { type HostLine, shellWord } from "../../src/hosts/host-line.ts";
import type { LabHost } from "../lab-host.ts";

/** A line to a lab's host for tests that run outside of the lab's network: through OpenSSH in there. */
export function labLine(host: LabHost): HostLine {
  return {
    name: host.name,
    target: { kind: "ssh", host: host.name, ssh: {}, become: false },
    run: async (script, options = {}) => {
      const { args = [], input, seconds = 60 } = options;
      if (typeof input === "object" && !(input instanceof Uint8Array)) throw new Error("A lab line takes no streams");
      const words = ["sh", "-c", script, "ferry", ...args].map(shellWord).join(" ");
      const { exitCode, signal, stdout, stderr } = await host.run(words, {
        timeoutSeconds: seconds,
        ...(input === undefined ? {} : { input }),
      });
      if (signal !== undefined) return { kind: "stopped", seconds };
      if (exitCode === 255) return { kind: "unreachable", reason: stderr.trim() };
      options.onOutput?.(Buffer.from(stdout));
      return { kind: "ended", status: exitCode ?? 128, stdout, stderr };
    },
  };
}
