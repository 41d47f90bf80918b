import { z } from "zod";
import type { LiveTarget } from "../hosts/host-line.ts";
import { isHostArgument } from "../hosts/ssh-command.ts";
import { RequestError } from "./request-error.ts";
import type { LoginOptions } from "./targets.ts";

const text = z.string().optional();
const KeptTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("local"), become: z.boolean() }),
  z.strictObject({
    kind: z.literal("ssh"),
    host: z.string(),
    become: z.boolean(),
    ssh: z.strictObject({
      user: text,
      port: z.number().optional(),
      identityFile: text,
      configFile: text,
      trustNew: z.boolean(),
    }),
  }),
]);

export type { LiveTarget };

/** The host that a word names, for commands that change hosts: `localhost` or a host for ssh, never a file. */
export function liveTarget(word: string, login: LoginOptions): LiveTarget {
  const { become } = login;
  if (word === "localhost") return { kind: "local", become };
  if (!isHostArgument(word)) throw new RequestError(`Cannot change "${word}": this is not a host name`);
  const { user, port, identityFile, configFile, trustNew } = login;
  return {
    kind: "ssh",
    host: word,
    become,
    ssh: {
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port }),
      ...(identityFile === undefined ? {} : { identityFile }),
      ...(configFile === undefined ? {} : { configFile }),
      trustNew,
    },
  };
}

/** Reads a kept target. @throws ZodError when it was kept by a Ferry that knew others */
export function readKeptTarget(value: unknown): LiveTarget {
  const target = KeptTarget.parse(value);
  if (target.kind === "local") return target;
  const { user, port, identityFile, configFile, trustNew } = target.ssh;
  return {
    ...target,
    ssh: {
      trustNew,
      ...(user === undefined ? {} : { user }),
      ...(port === undefined ? {} : { port }),
      ...(identityFile === undefined ? {} : { identityFile }),
      ...(configFile === undefined ? {} : { configFile }),
    },
  };
}
