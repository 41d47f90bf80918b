import { createHash } from "node:crypto";
import { chownSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Account } from "./postgres-account.ts";
import { StoreError } from "./store-error.ts";

/** sun_path of unix(7) less the file's name and the NUL. */
const LONGEST = 107 - "/.s.PGSQL.5432".length;

/** The folder of the server's socket, its owner's alone: in its home, or in a short place where that path is too long. */
export function socketFolder(home: string, account: Account | undefined): string {
  const inHome = join(home, "socket");
  const folder = Buffer.byteLength(inHome) <= LONGEST ? inHome : shortFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = lstatSync(folder);
  const self = process.getuid?.() ?? -1;
  const owners = account === undefined ? [self] : [self, account.uid];
  if (!status.isDirectory() || !owners.includes(status.uid) || (status.mode & 0o077) !== 0) {
    throw new StoreError(`Cannot use ${folder} for PostgreSQL's socket: it is not ours alone; remove it`);
  }
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

function shortFolder(home: string): string {
  const runtime = process.env["XDG_RUNTIME_DIR"] ?? "";
  const parent = process.getuid?.() === 0 ? "/run" : isAbsolute(runtime) ? runtime : tmpdir();
  return join(parent, `ferry-${createHash("sha256").update(home).digest("hex").slice(0, 16)}`);
}
