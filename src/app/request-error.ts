/** What was asked for cannot be meant, whatever hosts and repositories say; the message says what would be. Exit code 64. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}
