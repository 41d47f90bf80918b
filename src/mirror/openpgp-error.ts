/** A key file or a signature that is not OpenPGP data. */
export class OpenPgpError extends Error {
  override readonly name = "OpenPgpError";
  readonly file: string;

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`Cannot read ${file}: ${what}`, options);
    this.file = file;
  }
}
