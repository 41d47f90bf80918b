import { FAILED } from "../app/exit-code.ts";
import { run } from "./program.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(FAILED);
  throw error;
});
await run(process.argv.slice(2));
