/** A target repository that the user named on the command line. */
export interface NamedRepository {
  readonly id: string;
  /** URL or folder. */
  readonly location: string;
}

/** Reads `ID=URL|DIR`. Throws SyntaxError when the text has not that form. */
export function parseRepositoryOption(text: string): NamedRepository {
  const match = /^([A-Za-z0-9][A-Za-z0-9._:-]*)=(.+)$/.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `Cannot read --repo "${text}": it takes ID=URL or ID=DIR, such as baseos=https://mirror.example/BaseOS/x86_64/os`,
    );
  }
  const [, id = "", location = ""] = match;
  return { id, location };
}
