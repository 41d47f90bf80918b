import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { LabError } from "./lab-error.ts";
import { labPaths } from "./lab-paths.ts";
import type { GuestWire, HostDescription, LabDescription, LabReply, LabRequest, MirrorRequest } from "./protocol.ts";

/** What the daemon answers to each question. */
interface Answers {
  readonly describe: LabDescription;
  readonly "add-hosts": readonly HostDescription[];
  readonly wait: HostDescription;
  readonly "plug-in-guest": GuestWire;
  readonly "mirror-requests": readonly MirrorRequest[];
}

type Answer<Kind extends string> = Kind extends keyof Answers ? Answers[Kind] : unknown;

/** Asks the daemon of a lab; one question a connection. Throws LabError with the daemon's words when it cannot. */
export async function askDaemon<Request extends LabRequest>(
  id: string,
  request: Request,
): Promise<Answer<Request["do"]>> {
  const socket = connect(labPaths(id).socket);
  socket.write(`${JSON.stringify(request)}\n`);
  const line = await text(socket).catch((cause: unknown) => {
    throw new LabError(`Cannot reach lab "${id}": it is not up (npm run lab -- up)`, { cause });
  });
  if (line === "") throw new LabError(`Lab "${id}" ended before it answered`);
  const reply = JSON.parse(line) as LabReply;
  if ("error" in reply) throw new LabError(reply.error);
  return reply.ok as Answer<Request["do"]>;
}
