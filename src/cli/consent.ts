import { createInterface } from "node:readline/promises";
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
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await terminal.question(`${question}\nType ${word} to go on: `);
    return answer.trim() === word;
  } finally {
    terminal.close();
  }
}
