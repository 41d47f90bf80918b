/** Knowledge that has not the shape it must have: names the file and, where there is one, the record. */
export class CatalogError extends Error {
  override readonly name = "CatalogError";
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(`Cannot read ${path}: ${message}`, options);
    this.path = path;
  }
}
