import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "./store-error.ts";

/** Whom PostgreSQL's processes belong to; undefined: to whoever runs Ferry. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Preferred first. PostgreSQL wants an account that is listed; `nobody` is there everywhere. */
const names = ["ferry", "postgres", "nobody"];

/** PostgreSQL refuses to run as root: root runs it as a system account. @throws StoreError when there is none */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const wanted of names) {
    for (const line of lines) {
      const [name, , uid, gid] = line.split(":");
      if (name === wanted && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new StoreError(
    `Cannot run PostgreSQL as root: /etc/passwd has none of ${names.join(", ")}; run useradd -r ferry`,
  );
}

/** @throws StoreError when a folder above this one keeps the account out */
export function checkReach(folder: string, account: Account): void {
  for (let above = dirname(folder); ; above = dirname(above)) {
    const { mode, uid, gid } = statSync(above);
    const may = uid === account.uid ? mode & 0o100 : gid === account.gid ? mode & 0o010 : mode & 0o001;
    if (may === 0) {
      throw new StoreError(
        `Cannot keep a PostgreSQL in ${folder}: its account, ${account.name}, may not enter ${above}; ` +
          `set FERRY_STATE to a folder it can reach (/var/lib/ferry-state), or run chmod o+x ${above}`,
      );
    }
    if (above === dirname(above)) return;
  }
}
