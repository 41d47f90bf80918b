/** Wrong usage that only a command itself can see; the message says what it takes. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
