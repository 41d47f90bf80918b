import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { LabWorld } from "./daemon/lab-world.ts";
import { openLabFiles } from "./lab-files.ts";
import { labPaths } from "./lab-paths.ts";
import { type LabReply, LabRequest } from "./protocol.ts";

// daemon.ts ID [--stay]: one running lab. keeper.sh starts it in namespaces of its own and clears up after it, so to end is
// all that it must do: on SIGTERM, when asked, and (without --stay) when standard input ends, which is when its parent does.

const [id = "", stay] = process.argv.slice(2);

process.on("SIGTERM", () => process.exit(0));
process.on("SIGINT", () => process.exit(0));
if (stay !== "--stay") process.stdin.resume().once("close", () => process.exit(0));

const files = openLabFiles();
if (files === undefined) throw new Error("The lab's images are gone");
const world = new LabWorld(id, files);
await world.start();
createServer(serve).listen(labPaths(id).socket, () => process.stdout.write("ready\n"));

function serve(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  createInterface({ input: socket }).on("line", (line) => void answer(socket, line));
}

async function answer(socket: Socket, line: string): Promise<void> {
  const reply = await attempt(line);
  socket.end(`${JSON.stringify(reply)}\n`, () => {
    if ("ok" in reply && reply.ok === "end") process.exit(0);
  });
}

async function attempt(line: string): Promise<LabReply> {
  try {
    return { ok: await world.do(LabRequest.parse(JSON.parse(line))) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
