import type { Store } from "../store/open-store.ts";
import { stateFolder } from "./state-folder.ts";

/** Reads what was kept of runs. Undefined where there never was one: no database is made only to find it empty. */
export async function withHistory<Value>(read: (store: Store) => Promise<Value>): Promise<Value | undefined> {
  const folder = stateFolder();
  const databaseUrl = process.env["FERRY_DATABASE_URL"] ?? "";
  const { hasPrivatePostgres } = await import("../store/private-postgres.ts");
  if (databaseUrl === "" && !hasPrivatePostgres(folder)) return undefined;
  const { openStore } = await import("../store/open-store.ts");
  const store = await openStore({ stateFolder: folder, ...(databaseUrl === "" ? {} : { databaseUrl }) });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
