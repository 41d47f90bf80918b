import type { HostOperations } from "../engine/host-operations.ts";
import type { Engine } from "../engine/open-engine.ts";
import { makeStateFolder } from "../store/state-folder.ts";
import { performOn } from "./perform/operations.ts";
import { performers } from "./perform/performers.ts";
import { stateFolder } from "./state-folder.ts";

/**
 * The engine on this process's state folder (or on FERRY_DATABASE_URL), with Ferry's performers. Loaded when needed: DBOS and
 * PostgreSQL's client take longer than a command that needs no history. `warn` takes what it complains about.
 */
export async function openRuns(
  warn: (line: string) => void,
  operations: HostOperations = performOn(stateFolder()),
): Promise<Engine> {
  const folder = stateFolder();
  makeStateFolder(folder);
  const databaseUrl = process.env["FERRY_DATABASE_URL"] ?? "";
  // A PostgreSQL that has to be made takes longest, in processes of its own: the code that comes after it is read meanwhile.
  const { startOrAdoptPostgres } = await import("../store/private-postgres.ts");
  const starting = databaseUrl === "" ? startOrAdoptPostgres(folder) : undefined;
  const reading = Promise.all([import("../engine/open-engine.ts"), performers.preflight()]);
  const [[{ openEngine }]] = await Promise.all([reading, starting]);
  return openEngine(
    {
      stateFolder: folder,
      ...(databaseUrl === "" ? {} : { databaseUrl }),
      onLost: (reason) =>
        warn(`the database was lost (${reason}): the hosts go on with their present step; run the same command again`),
    },
    operations,
  );
}
