import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { FactsDocument } from "../../facts/facts-document.ts";
import { factsOf } from "../../facts/read-facts.ts";
import { plainText } from "./archive-answer.ts";
import { archiveCaptures } from "./archive-captures.ts";
import { type ArchiveFiles, findHost } from "./archive-files.ts";
import { type ArchiveLimits, defaultArchiveLimits } from "./archive-limits.ts";
import { commandPlaces } from "./command-places.ts";
import { readFolder } from "./read-folder.ts";
import { readTar } from "./read-tar.ts";

export interface ReadArchiveOptions {
  readonly limits?: ArchiveLimits;
}

/**
 * The facts of the host in an Insights archive or sos report: a tar file, compressed or not, or the folder it was extracted
 * into. What the archive does not tell is unreadable.
 * @throws ArchiveError when it is no such archive, is damaged or goes past a limit
 */
export async function readArchive(path: string, options: ReadArchiveOptions = {}): Promise<FactsDocument> {
  const { limits = defaultArchiveLimits } = options;
  const status = await stat(path);
  const entries = await (status.isDirectory() ? readFolder : readTar)(path, limits);
  const files = findHost(path, entries);
  return {
    schema: "ferry/facts/1",
    host: hostName(files) ?? basename(path),
    collectedAt: collectionTime(files) ?? status.mtime.toISOString(),
    source: files.kind,
    facts: factsOf(archiveCaptures(files)),
  };
}

function hostName(files: ArchiveFiles): string | undefined {
  const name = plainText(files, commandPlaces[files.kind].hostname)?.trim();
  return name !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(name) ? name : undefined;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The answer of `date --utc`: in the locale C `Wed Aug 30 09:54:44 UTC 2023`, in en_US `Wed 30 Aug 2023 09:54:44 AM UTC`.
 */
function collectionTime(files: ArchiveFiles): string | undefined {
  const text = plainText(files, commandPlaces[files.kind].date) ?? "";
  const [, hour = "", minute = "", second = "", half] = /(\d\d):(\d\d):(\d\d)(?: ([AP]M))?/.exec(text) ?? [];
  const month = months.findIndex((name) => new RegExp(`\\b${name}\\b`).test(text));
  const day = /(?:^|[A-Za-z] +)(\d{1,2})(?= )/.exec(text)?.[1];
  const year = /\b(20\d\d)\b/.exec(text)?.[1];
  if (hour === "" || month < 0 || day === undefined || year === undefined) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === "PM" ? 12 : 0);
  return new Date(Date.UTC(Number(year), month, Number(day), hours, Number(minute), Number(second))).toISOString();
}
