/** Thrown inside and caught in `readPlainYaml`: this document needs the whole of YAML. */
export class NotPlain extends Error {
  override readonly name = "NotPlain";
}

/** The lines of a document and where reading is. */
export interface PlainLines {
  readonly lines: readonly string[];
  /** Number of leading spaces of each line; -1 for a blank one or a comment. */
  readonly indents: readonly number[];
  at: number;
}
