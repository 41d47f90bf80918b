/** A facts document is not one: the message says where in it and what was expected. */
export class FactsDocumentError extends Error {
  override readonly name = "FactsDocumentError";
}
