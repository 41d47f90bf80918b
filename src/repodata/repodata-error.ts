/** Repository metadata that cannot be read. The message says what we were reading, what we saw and, where it helps, what to do. */
export class RepodataError extends Error {
  override readonly name = "RepodataError";
  /** What was being read: `primary.xml`, `modules.yaml`, a `.repo` file's name. */
  readonly document: string;
  /** Byte offset into the (decompressed) document, where known. */
  readonly offset: number | undefined;
  /** Line, counted from 1, where known. */
  readonly line: number | undefined;

  constructor(document: string, state: string, position: { offset?: number; line?: number; cause?: unknown } = {}) {
    super(`Cannot read ${document}: ${state}`, { cause: position.cause });
    this.document = document;
    this.offset = position.offset;
    this.line = position.line;
  }
}
