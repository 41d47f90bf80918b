import { RequestError } from "../app/request-error.ts";

/**
 * Asks the person at the terminal to type a word before hosts are changed. Without a terminal there is nobody to ask:
 * then `--yes` has to have said so. Throws RequestError.
 */
export async function askConsent(question: string, word: string): Promise<boolean> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) {
    throw new RequestError("Cannot ask for your consent without a terminal: --yes gives it, --dry-run changes nothing");
  }
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: stdin, output: stderr });
  const closed = new Promise<undefined>((settle) => terminal.once("close", () => settle(undefined)));
  try {
    const answer = await Promise.race([terminal.question(`${question}\nType ${word} to go on: `), closed]);
    return answer?.trim() === word;
  } catch (error) {
    // Ctrl-C, and the end of the input, are no consent.
    if (error instanceof Error && error.name === "AbortError") return false;
    throw error;
  } finally {
    terminal.close();
  }
}

/** Nobody consents to what is not shown to them. Throws RequestError. */
export function refuseUnseenConsent(given: {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}) {
  if (given.yes === true || (given.json !== true && given.quiet !== true)) return;
  const option = given.json === true ? "--json" : "--quiet";
  throw new RequestError(
    `Cannot ask for your consent with ${option}: what you consent to would not be shown; add --yes, or leave ${option} out`,
  );
}
