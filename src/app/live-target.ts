import type { LiveTarget } from "../hosts/host-line.ts";
import { isHostArgument } from "../hosts/ssh-command.ts";
import { RequestError } from "./request-error.ts";
import type { ConnectionOptions } from "./targets.ts";

/** The host that a word names, for commands that change hosts: `localhost` or a host for ssh, never a file. */
export function liveTarget(word: string, connection: ConnectionOptions): LiveTarget {
  const { become } = connection;
  if (word === "localhost") return { kind: "local", become };
  if (!isHostArgument(word)) throw new RequestError(`Cannot change "${word}": this is not a host name`);
  return { kind: "ssh", host: word, ssh: connection, become };
}
