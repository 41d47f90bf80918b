import type { RandomRepository } from "../generate/random-host.ts";

/**
 * Problems as numbered lines. dnf names the repository after each package (" from baseos"), which Ferry leaves out: the
 * comparison of libsolv's own lines has them.
 */
export function problemText(
  problems: readonly (readonly string[])[],
  repositories: readonly RandomRepository[],
): string[] {
  const origins = ["@System", ...repositories.map(({ id }) => id)].map((id) =>
    id.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  const origin = new RegExp(` from (?:${origins.join("|")})(?= |,|$)`, "g");
  return problems.flatMap((sentences, index) =>
    sentences.map((sentence) => `${index + 1}: ${sentence.replace(origin, "").replaceAll("  ", " ")}`),
  );
}
