/** Starts or adopts the private PostgreSQL of the folder in its argument, and says what it did. */
import { startOrAdoptPostgres } from "../../src/store/private-postgres.ts";

const { adopted } = await startOrAdoptPostgres(process.argv[2] ?? "");
process.stdout.write(adopted ? "adopted" : "started");
