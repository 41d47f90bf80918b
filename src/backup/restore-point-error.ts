/** A restore point cannot be used as it is; the message says which, what was seen and what to do. */
export class RestorePointError extends Error {
  override readonly name = "RestorePointError";
}
