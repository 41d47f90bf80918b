import { RequestError } from "./request-error.ts";

/** A target repository that the user named on the command line. */
export interface NamedRepository {
  readonly id: string;
  /** URL or folder. */
  readonly location: string;
}

/** Reads `ID=URL|DIR`, each id once. Throws RequestError. */
export function parseRepositoryOptions(texts: readonly string[]): readonly NamedRepository[] {
  const named = texts.map(parseRepositoryOption);
  for (const [index, { id }] of named.entries()) {
    const first = named.findIndex((other) => other.id === id);
    if (first === index) continue;
    throw new RequestError(
      `Cannot take two repositories with the id "${id}" (${named[first]?.location} and ${named[index]?.location}): give each its own`,
    );
  }
  return named;
}

function parseRepositoryOption(text: string): NamedRepository {
  const match = /^([A-Za-z0-9][A-Za-z0-9._:-]*)=(.+)$/.exec(text);
  if (match === null) {
    throw new RequestError(
      `Cannot read --repo "${text}": it takes ID=URL or ID=DIR, such as baseos=https://mirror.example/BaseOS/x86_64/os`,
    );
  }
  const [, id = "", location = ""] = match;
  return { id, location };
}
