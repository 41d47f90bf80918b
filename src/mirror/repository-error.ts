/** A repository that cannot be used: nothing there, not what was promised, or not signed as asked for. */
export class RepositoryError extends Error {
  override readonly name = "RepositoryError";
  /** Why, without the repository's name. */
  readonly state: string;

  constructor(id: string, state: string, options?: ErrorOptions) {
    super(`Cannot use the repository "${id}": ${state}`, options);
    this.state = state;
  }
}

/** No key that is trusted has signed it. */
export class SignatureError extends RepositoryError {}
