/** What a host answered cannot be read as the fact it should tell. The message says which text, where, and what was seen. */
export class FactError extends Error {
  override readonly name = "FactError";
}

/**
 * The error for one line of an answer.
 * @example lineError("/etc/fstab", 3, "tmpfs", "has fewer than three fields")
 */
export function lineError(what: string, line: number, text: string, problem: string): FactError {
  return new FactError(`Cannot read ${what}: line ${line} ${quote(text)} ${problem}`);
}

/** A piece of foreign text fit for a message: quoted, control characters escaped, at most 80 characters of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
