/** The lab cannot do what it was asked for; the message says what it saw and what to do. */
export class LabError extends Error {
  override readonly name = "LabError";
}
