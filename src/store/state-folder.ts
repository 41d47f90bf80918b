import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { StoreError } from "./store-error.ts";

/**
 * Where Ferry keeps its state: `$FERRY_STATE`, else `$XDG_STATE_HOME/ferry`; else /var/lib/ferry-state for root, whose home
 * PostgreSQL's account may not enter, and `~/.local/state/ferry` for others (XDG base directory specification).
 * @throws StoreError when FERRY_STATE is not an absolute path
 */
export function defaultStateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment["FERRY_STATE"] ?? "";
  if (named !== "") {
    if (isAbsolute(named)) return named;
    throw new StoreError(`Cannot use the state folder "${named}": FERRY_STATE must be an absolute path`);
  }
  const base = environment["XDG_STATE_HOME"] ?? "";
  if (isAbsolute(base)) return join(base, "ferry");
  if (process.getuid?.() === 0) return "/var/lib/ferry-state";
  return join(environment["HOME"] || homedir(), ".local", "state", "ferry");
}

/** Makes the folder where it is not there, for its owner alone. @throws StoreError when it cannot be trusted */
export function makeStateFolder(folder: string): void {
  const fail = (what: string): never => {
    throw new StoreError(`Cannot use the state folder ${folder}: ${what}`);
  };
  try {
    // Its parents are no secret: PostgreSQL's account has to pass through them.
    mkdirSync(dirname(folder), { recursive: true });
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
  const status = lstatSync(folder);
  if (!status.isDirectory()) fail("it is not a folder");
  const user = process.getuid?.();
  if (user !== undefined && status.uid !== user) fail("it belongs to another user; set FERRY_STATE to another folder");
  if ((status.mode & 0o022) !== 0) fail("others may write to it; run chmod go-w on it");
}
