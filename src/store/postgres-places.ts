import { chmodSync, chownSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type Account, checkReach, postgresAccount } from "./postgres-account.ts";
import { socketFolder } from "./socket-folder.ts";
import { makeStateFolder } from "./state-folder.ts";

/** Where the private PostgreSQL of a state folder has its parts, and whom they belong to. */
export interface Places {
  readonly home: string;
  readonly data: string;
  readonly log: string;
  readonly links: string;
  readonly socket: string;
  readonly account: Account | undefined;
}

/** Makes the folders. @throws StoreError when they cannot be trusted, or the account cannot reach them */
export function preparePlaces(stateFolder: string): Places {
  makeStateFolder(stateFolder);
  const account = postgresAccount();
  const home = join(realpathSync(stateFolder), "postgres");
  if (account !== undefined) {
    // The account may pass through the state folder to its own, and see nothing else of it.
    chownSync(stateFolder, 0, account.gid);
    chmodSync(stateFolder, 0o710);
    checkReach(home, account);
  }
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (account !== undefined) chownSync(home, account.uid, account.gid);
  return {
    home,
    data: join(home, "data"),
    log: join(home, "log"),
    links: join(home, "lib"),
    socket: socketFolder(home, account),
    account,
  };
}

/** How its programs are started as its account. */
export function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}
