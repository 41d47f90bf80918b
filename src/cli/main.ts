import { setFlagsFromString } from "node:v8";
import { FAILED } from "../app/exit-code.ts";

/**
 * A command is over before most optimised code has paid for its compiling: wait some ten times as long with it. Measured
 * with one host and with 40 (`npm run bench -- assess`); both take a fifth less CPU.
 */
const patience = [
  "--always-sparkplug",
  "--invocation-count-for-maglev=10000",
  "--invocation-count-for-maglev-osr=3000",
  "--invocation-count-for-turbofan=30000",
  "--invocation-count-for-osr=5000",
];

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(FAILED);
  throw error;
});
for (const flag of patience) setFlagsFromString(flag);
const { run } = await import("./program.ts");
await run(process.argv.slice(2));
