import { DecompressionError } from "../mirror/decompression-error.ts";
import { RepositoryError, SignatureError } from "../mirror/repository-error.ts";
import { RepodataError } from "../repodata/repodata-error.ts";

/** Why one or several repositories cannot be used, in a sentence that names them, and what to do. */
export interface RepositoryFailure {
  readonly ids: readonly string[];
  readonly sentence: string;
  readonly fix: string;
}

/** One failure for all repositories that fail for the same reason, in their order. */
export function repositoryFailures(
  failed: readonly { readonly id: string; readonly error: Error }[],
): readonly RepositoryFailure[] {
  const byReason = Map.groupBy(failed, ({ error }) => reasonOf(error));
  return [...byReason].map(([reason, all]) => ({
    ids: all.map(({ id }) => id),
    sentence: `Cannot use ${named(all.map(({ id }) => id))}: ${reason}`,
    fix: all.some(({ error }) => error instanceof SignatureError)
      ? "name a copy that a trusted key has signed, with --repo ID=URL|DIR, or the key file of a mirror of your own with --gpg-key FILE"
      : "name a repository or a copy that can be reached, with --repo ID=URL|DIR",
  }));
}

export function repositoryFailure(id: string, error: Error): string {
  return `Cannot use ${named([id])}: ${reasonOf(error)}`;
}

function named(ids: readonly string[]): string {
  const quoted = ids.map((id) => `"${id}"`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? `the repository ${last}` : `the repositories ${quoted.join(", ")} and ${last}`;
}

function reasonOf(error: Error): string {
  const { message } = error;
  const reason =
    error instanceof RepositoryError ? error.state : `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  const isDamaged = error instanceof DecompressionError || error instanceof RepodataError || /is damaged/.test(message);
  return isDamaged ? `${reason}; take another mirror of it, or make the copy anew` : reason;
}
