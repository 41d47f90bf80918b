import type { ChecksumError } from "./checksum.ts";
import { FetchError } from "./fetch-error.ts";

export interface MirrorFailure {
  readonly location: string;
  readonly error: FetchError | ChecksumError;
}

/** No mirror has a file. `failures` has one entry for each attempt. */
export class MirrorsError extends Error {
  override readonly name = "MirrorsError";
  readonly failures: readonly MirrorFailure[];

  constructor(path: string, failures: readonly MirrorFailure[]) {
    const reasons = [...new Set(failures.map(({ error }) => error.message))];
    const [only] = reasons;
    super(
      reasons.length === 1 && only !== undefined
        ? only
        : reasons.length === 0
          ? `Cannot fetch ${path || "anything"}: the repository has no mirror to ask`
          : `Cannot fetch ${path || "it"} from any mirror:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
      { cause: failures.at(-1)?.error },
    );
    this.failures = failures;
  }

  /** Whether every mirror that was asked says that there is no such file. */
  get isNotFound(): boolean {
    return (
      this.failures.length > 0 &&
      this.failures.every(({ error }) => error instanceof FetchError && error.failure === "not-found")
    );
  }
}
