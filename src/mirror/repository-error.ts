/** A repository that cannot be used: nothing there, not what was promised, or not signed as asked for. */
export class RepositoryError extends Error {
  override readonly name = "RepositoryError";

  constructor(id: string, state: string, options?: ErrorOptions) {
    super(`Cannot use the repository "${id}": ${state}`, options);
  }
}
