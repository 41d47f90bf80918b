import { openLabFiles } from "../lab-files.ts";

/** Why tests that need the lab's images cannot run, or undefined. */
export function whyNoImages(): string | undefined {
  try {
    openLabFiles();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
