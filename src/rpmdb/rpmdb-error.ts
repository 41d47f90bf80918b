/** Where in which bytes something was wrong. `offset` counts from the start of `file`. */
export interface RpmdbPosition {
  readonly file: string;
  readonly offset: number;
  /** What was being read, as a noun: "page 12", "tag 1047 (PROVIDENAME)". */
  readonly reading: string;
}

/** Bytes of an RPM database or package that do not hold what they must. */
export class RpmdbError extends Error {
  override readonly name = "RpmdbError";
  readonly position: RpmdbPosition;

  constructor(position: RpmdbPosition, problem: string) {
    super(`Cannot read ${position.file}: ${position.reading} at byte ${position.offset}: ${problem}`);
    this.position = position;
  }
}
