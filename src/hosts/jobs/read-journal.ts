import type { HostLine } from "../host-line.ts";
import { type Asked, ended, id, runner } from "./ask-runner.ts";

/** A line of a run's journal on the host. `staged` belongs to no job (`-`). */
export interface JournalEntry {
  /** The host's clock, RFC 3339 in UTC. */
  readonly at: string;
  readonly boot: string;
  readonly job: string;
  readonly attempt: number;
  readonly event: "staged" | "begin" | "end";
  /** Exit status of the job's program at its end; 0 otherwise. */
  readonly status: number;
}

/** `torn`: lines that are not whole, as a power cut or a full disk leaves them. */
export interface RunJournal {
  readonly kind: "journal";
  readonly entries: readonly JournalEntry[];
  readonly torn: number;
}

/** The journal of a run on a host; empty where the run is not staged. */
export async function readJournal(line: HostLine, run: string): Promise<Asked<RunJournal>> {
  const script = `[ -d "/var/lib/ferry/runs/$1" ] || exit 0\n${runner("journal")}`;
  const ran = await line.run(script, { args: [id(run)] });
  const said = ended(ran, `read the journal of ${line.name}`);
  return said.kind === "unreachable" ? said : parseJournal(said.stdout);
}

/** Reads a journal; a line that is not whole is counted and passed over. @internal */
export function parseJournal(text: string): RunJournal {
  const lines = text.split("\n").filter((line) => line !== "");
  const entries = lines.flatMap(parseEntry);
  return { kind: "journal", entries, torn: lines.length - entries.length };
}

const entry =
  /^\{"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)","boot":"([^"]{1,64})","job":"([A-Za-z0-9-]{1,80})","attempt":(\d{1,9}),"event":"(staged|begin|end)","status":(\d{1,3})\}$/;

function parseEntry(line: string): readonly JournalEntry[] {
  const [, at, boot, job, attempt, event, status] = entry.exec(line) ?? [];
  if (at === undefined || boot === undefined || job === undefined) return [];
  if (event !== "staged" && event !== "begin" && event !== "end") return [];
  return [{ at, boot, job, attempt: Number(attempt), event, status: Number(status) }];
}
