import { z } from "zod";
import type { HostLine } from "../../hosts/host-line.ts";
import { jobProcess } from "../../hosts/jobs/job-process.ts";
import { printable } from "../../hosts/printable.ts";
import type { Json } from "../../steps/step-outcome.ts";

const About = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("item"), package: z.string().max(300), action: z.string().max(60) }),
  z.object({ kind: z.literal("scriptlet"), package: z.string().max(300) }),
  z.object({ kind: z.literal("scriptlets") }),
]);

/** Listens to a job, and says what its host is at when nothing has come of it for long. */
export interface Silence {
  readonly heard: (value: Json) => void;
  readonly silent: (seconds: number) => Promise<void>;
}

export function silenceOf(line: HostLine, run: string, job: string, report: (line: string) => void): Silence {
  let last: string | undefined;
  return {
    heard: (value) => {
      last = lastWords(value) ?? last;
    },
    silent: async (seconds) => {
      for (const words of silenceWords(line.name, seconds, last, await jobProcess(line, run, job))) report(words);
    },
  };
}

/** What a job was at when it told this; undefined for what tells nothing of it. */
function lastWords(value: Json): string | undefined {
  const { success, data } = About.safeParse(value);
  if (!success) return undefined;
  switch (data.kind) {
    case "item":
      return `${printable(data.action)} ${printable(data.package)}`;
    case "scriptlet":
      return `a scriptlet of ${printable(data.package)}`;
    case "scriptlets":
      return "scriptlets at the end of the transaction";
  }
}

/** @internal for tests */
export function silenceWords(
  host: string,
  seconds: number,
  last: string | undefined,
  process: Awaited<ReturnType<typeof jobProcess>>,
): readonly string[] {
  const since = `nothing new for ${Math.round(seconds)} s; Ferry waits${last === undefined ? "" : `. Last: ${last}`}`;
  if (process === undefined) return [since];
  const { pid, command } = process;
  return [
    since,
    `${host} is at process ${pid}, for ${process.seconds} s: ${command}`,
    `To look, on ${host}: ps -fp ${pid}. If you know that it hangs: kill ${pid} there; what became of its package is looked at then`,
  ];
}
