import type { Command } from "commander";
import { RequestError } from "../app/request-error.ts";
import type { ConnectionOptions } from "../app/targets.ts";

/** The options with which hosts are reached: Ansible's letters. */
export interface ConnectionArguments {
  readonly user?: string;
  readonly port?: string;
  readonly identity?: string;
  readonly sshConfig?: string;
  readonly become?: boolean;
  readonly trustNew?: boolean;
  readonly forks: string;
  readonly timeout: string;
}

export function addConnectionOptions(command: Command): Command {
  return command
    .option("-u, --user <name>", "log in as this user")
    .option("-p, --port <number>", "SSH port")
    .option("-k, --identity <file>", "private key file")
    .option("-F, --ssh-config <file>", "OpenSSH configuration file instead of your own")
    .option("-b, --become", "read as root through sudo (without a password)")
    .option("--trust-new", "accept the key of a host that known_hosts does not have; a changed key is always refused")
    .option("-f, --forks <number>", "hosts at the same time", "20")
    .option("-T, --timeout <seconds>", "longest time for one host", "180");
}

export function readConnectionOptions(options: ConnectionArguments): ConnectionOptions {
  return {
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.port === undefined ? {} : { port: wholeNumber("--port", options.port, 1, 65_535) }),
    ...(options.identity === undefined ? {} : { identityFile: options.identity }),
    ...(options.sshConfig === undefined ? {} : { configFile: options.sshConfig }),
    become: options.become === true,
    trustNew: options.trustNew === true,
    forks: wholeNumber("--forks", options.forks, 1, 1_000),
    timeoutSeconds: wholeNumber("--timeout", options.timeout, 1, 86_400),
  };
}

export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RequestError(`Cannot read ${option} "${text}": it takes a whole number from ${least} to ${most}`);
  }
  return value;
}
