import { hasPrivatePostgres } from "../store/private-postgres.ts";

/** Ids of the runs that have hosts which have not come to their end. No database is made for it. */
export async function openRunIds(state: string): Promise<ReadonlySet<string>> {
  const databaseUrl = process.env["FERRY_DATABASE_URL"] ?? "";
  if (databaseUrl === "" && !hasPrivatePostgres(state)) return new Set();
  const [{ openStore }, { unfinishedHosts }] = await Promise.all([
    import("../store/open-store.ts"),
    import("../store/run-readers.ts"),
  ]);
  const store = await openStore({ stateFolder: state, ...(databaseUrl === "" ? {} : { databaseUrl }) });
  try {
    return new Set((await unfinishedHosts(store)).map(({ run }) => run));
  } finally {
    await store.close();
  }
}
