/** Where a decompression stopped. Offsets are bytes from the start of the compressed and of the open file. */
export interface DecompressionPosition {
  readonly inputOffset: number;
  readonly outputOffset: number;
}

/**
 * Compressed data that cannot be opened, or that would open to more than we allow. `reason` is "limit" where a limit
 * stopped us, "unsupported" where the compression is not one we know, "corrupt" otherwise.
 */
export class DecompressionError extends Error {
  override readonly name = "DecompressionError";
  readonly file: string;
  readonly reason: "limit" | "unsupported" | "corrupt";
  readonly position: DecompressionPosition;

  constructor(
    file: string,
    reason: DecompressionError["reason"],
    what: string,
    position: DecompressionPosition = { inputOffset: 0, outputOffset: 0 },
    options?: ErrorOptions,
  ) {
    const at =
      position.inputOffset === 0 && position.outputOffset === 0
        ? ""
        : ` (at byte ${position.inputOffset} of the file, byte ${position.outputOffset} of its content)`;
    super(`Cannot decompress ${file}: ${what}${at}`, options);
    this.file = file;
    this.reason = reason;
    this.position = position;
  }
}
