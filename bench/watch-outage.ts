import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

// watch-outage.ts ADDRESS: asks a web server again and again until standard input ends, and then prints for how many seconds
// it did not answer. Runs inside the lab's network.

const [address = ""] = process.argv.slice(2);
/** Between two questions. */
const PAUSE_MS = 20;
/** A server that takes longer does not answer. */
const PATIENCE_MS = 1000;

process.stdin.resume();

let outage = 0;
let silentSince: number | undefined;
while (!process.stdin.readableEnded) {
  const asked = performance.now();
  const isAnswered = await answers();
  if (!isAnswered) silentSince ??= asked;
  else if (silentSince !== undefined) {
    outage += performance.now() - silentSince;
    silentSince = undefined;
  }
  await sleep(PAUSE_MS);
}
if (silentSince !== undefined) outage += performance.now() - silentSince;
process.stdout.write(`${(outage / 1000).toFixed(3)}\n`);

function answers(): Promise<boolean> {
  return new Promise((settle) => {
    const request = get({ host: address, port: 80, path: "/", timeout: PATIENCE_MS, agent: false }, (response) => {
      response.resume().once("close", () => settle(response.statusCode === 200));
    });
    request.once("timeout", () => request.destroy(new Error("no answer")));
    request.once("error", () => settle(false));
  });
}
