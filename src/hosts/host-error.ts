/** What a host answered cannot be used: it is not the collector's stream, breaks its rules or goes past a limit. */
export class HostError extends Error {
  override readonly name = "HostError";
}
