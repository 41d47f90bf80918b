/** An archive of a host cannot be used: it is not one, is damaged, or goes past a limit. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}
