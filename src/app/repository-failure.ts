import { DecompressionError } from "../mirror/decompression-error.ts";
import { RepodataError } from "../repodata/repodata-error.ts";

/** Why a repository cannot be used, in one sentence that names it; what can be done about it where that is not plain. */
export function repositoryFailure(name: string, error: Error): string {
  const { message } = error;
  const sentence = message.includes(`"${name}"`)
    ? message
    : `Cannot use the repository "${name}": ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  const isDamaged = error instanceof DecompressionError || error instanceof RepodataError || /is damaged/.test(message);
  return isDamaged ? `${sentence}; take another mirror of it, or make the copy anew` : sentence;
}
