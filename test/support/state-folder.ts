import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopIdlePostgres } from "../../src/store/private-postgres.ts";

/** A folder for the state of a test. PostgreSQL's account may pass through it, as it may through /var/lib. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ferry-engine-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** Stops what runs in it and removes it. */
export async function removeTestFolder(folder: string, stateFolder = join(folder, "state")): Promise<void> {
  await stopIdlePostgres(stateFolder);
  rmSync(folder, { recursive: true, force: true });
}
