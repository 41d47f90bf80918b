import { HostError } from "../../hosts/host-error.ts";
import { removeDownloads } from "./download.ts";
import type { PerformContext } from "./performer.ts";
import { keepJournal } from "./stage.ts";

/** What the runner keeps free for a full disk goes too; it takes it again with its next job. */
const SHRINK = `cd "/var/lib/ferry/runs/$1" || exit 0
rm -f spare room
du -sk . | cut -f 1`;

/**
 * At the end of a run the downloads go from the host; the journal and the logs, which are small, stay there until
 * `ferry run clean`. Gives what stays, in words.
 */
export async function tidyHost(
  context: PerformContext,
): Promise<
  { readonly kind: "tidied"; readonly words: string } | { readonly kind: "unreachable"; readonly reason: string }
> {
  const { line, run } = context;
  const kept = await keepJournal(context);
  if (kept.kind === "unreachable") return kept;
  const removed = await removeDownloads(context);
  if (removed.kind === "unreachable") return removed;
  const size = await line.run(SHRINK, { args: [run] });
  const kilobytes = size.kind === "ended" ? size.stdout.trim() : "";
  const stays = `/var/lib/ferry/runs/${run} keeps the journal${kilobytes === "" ? "" : ` (${kilobytes} KiB)`}`;
  return { kind: "tidied", words: `the downloaded packages are removed; ${stays} until ferry run clean ${run}` };
}

/** The same where what went before is proven and stays so: what could not be removed is told, and harms nobody. */
export async function tidyWords(context: PerformContext): Promise<string> {
  try {
    const tidied = await tidyHost(context);
    if (tidied.kind === "tidied") return tidied.words;
    return `the downloaded packages are still there (${tidied.reason}): ferry run clean ${context.run} removes them`;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return `the downloaded packages are still there (${error.message}): ferry run clean ${context.run} removes them`;
  }
}
