import { createHash } from "node:crypto";
import { HostError } from "../host-error.ts";
import { lastLine, type Ran } from "../host-line.ts";

/** What was done on a host, or why it could not be asked. */
export type Asked<Answer> = Answer | { readonly kind: "unreachable"; readonly reason: string };

/** A script that calls the staged runner: `$1` is the run, the rest goes to the runner. Status 3: there is no runner. */
export function runner(verb: "start" | "state" | "journal" | "remove"): string {
  return `runner=/var/lib/ferry/runs/$1/runner
shift
[ -f "$runner" ] || { echo "there is no runner on this host: it was not staged, or was removed" >&2; exit 9; }
exec sh "$runner" ${verb} "$@"`;
}

/** What a script wrote that ended well. @throws HostError when it ended otherwise */
export function ended(ran: Ran, doing: string): Asked<{ readonly kind: "ended"; readonly stdout: string }> {
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped") {
    return { kind: "unreachable", reason: `no answer within ${ran.seconds} seconds (trying to ${doing})` };
  }
  if (ran.status !== 0) throw new HostError(`Cannot ${doing}: ${lastLine(ran.stderr)}`);
  return { kind: "ended", stdout: ran.stdout };
}

/** An id, fit for a path. @throws HostError when it is not */
export function id(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,79}$/.test(text)) return text;
  throw new HostError(`Cannot use "${text}" as an id on a host: letters, digits and hyphens, at most 80`);
}

/** Length and SHA-256 of what is sent, for the runner to tell whether all of it came. */
export function measure(bytes: Uint8Array | string): readonly [string, string] {
  const length = typeof bytes === "string" ? Buffer.byteLength(bytes) : bytes.length;
  return [String(length), createHash("sha256").update(bytes).digest("hex")];
}
