export type FetchFailure =
  | "not-found"
  | "refused"
  | "busy"
  | "timeout"
  | "cut"
  | "too-slow"
  | "too-large"
  | "wrong-size"
  | "redirect"
  | "certificate"
  | "unreachable"
  | "unreadable";

/** One file that could not be fetched from one place. The message names the place, never a password. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  readonly location: string;
  readonly failure: FetchFailure;

  constructor(location: string, failure: FetchFailure, what: string, options?: ErrorOptions) {
    super(`Cannot fetch ${location}: ${what}`, options);
    this.location = location;
    this.failure = failure;
  }
}

/** Whether the same request may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  return error instanceof FetchError && ["busy", "timeout", "cut", "too-slow", "unreachable"].includes(error.failure);
}
