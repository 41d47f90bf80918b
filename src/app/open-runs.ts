import type { Engine } from "../engine/open-engine.ts";
import { makeStateFolder } from "../store/state-folder.ts";
import { performOn } from "./perform/operations.ts";
import { performers } from "./perform/performers.ts";
import { stateFolder } from "./state-folder.ts";

/**
 * The engine on this process's state folder (or on FERRY_DATABASE_URL), with Ferry's performers. Loaded when needed: DBOS and
 * PostgreSQL's client take longer than a command that needs no history. `warn` takes what it complains about.
 */
export async function openRuns(warn: (line: string) => void): Promise<Engine> {
  const folder = stateFolder();
  makeStateFolder(folder);
  const databaseUrl = process.env["FERRY_DATABASE_URL"] ?? "";
  const { openEngine } = await import("../engine/open-engine.ts");
  const opening = openEngine(
    {
      stateFolder: folder,
      ...(databaseUrl === "" ? {} : { databaseUrl }),
      onLost: (reason) =>
        warn(`the database was lost (${reason}): the hosts go on with their present step; run the same command again`),
    },
    performOn(folder),
  );
  // The code of a run's first step is read while PostgreSQL starts.
  await Promise.all([opening, performers.preflight()]);
  return opening;
}
