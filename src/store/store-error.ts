/** What Ferry remembers cannot be read or kept. The message says what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
