import { resolve } from "node:path";
import type { Command } from "commander";
import { RequestError } from "../app/request-error.ts";
import type { ConnectionOptions, LoginOptions } from "../app/targets.ts";

/** The options with which a host is logged in to: Ansible's letters. */
export interface LoginArguments {
  readonly user?: string;
  readonly port?: string;
  readonly identity?: string;
  readonly sshConfig?: string;
  readonly become?: boolean;
  readonly trustNew?: boolean;
}

export interface ForksArgument {
  readonly forks: string;
}

/** Those with which several hosts are read. */
export interface ConnectionArguments extends LoginArguments, ForksArgument {
  readonly timeout: string;
}

export function addLoginOptions(command: Command): Command {
  return command
    .option("-u, --user <name>", "log in as this user")
    .option("-p, --port <number>", "SSH port")
    .option("-k, --identity <file>", "private key file")
    .option("-F, --ssh-config <file>", "OpenSSH configuration file instead of your own")
    .option("-b, --become", "work as root through sudo (without a password)")
    .option("--trust-new", "accept the key of a host that known_hosts does not have; a changed key is always refused");
}

export function addForksOption(command: Command): Command {
  return command.option("-f, --forks <number>", "hosts at the same time", "20");
}

export function addConnectionOptions(command: Command): Command {
  return addForksOption(addLoginOptions(command)).option(
    "-T, --timeout <seconds>",
    "longest time for one host to be read",
    "180",
  );
}

/** Paths become absolute: a run is continued from other folders. */
export function readLoginOptions(given: LoginArguments): LoginOptions {
  return {
    ...(given.user === undefined ? {} : { user: given.user }),
    ...(given.port === undefined ? {} : { port: wholeNumber("--port", given.port, 1, 65_535) }),
    ...(given.identity === undefined ? {} : { identityFile: resolve(given.identity) }),
    ...(given.sshConfig === undefined ? {} : { configFile: resolve(given.sshConfig) }),
    become: given.become === true,
    trustNew: given.trustNew === true,
  };
}

export function readForks({ forks }: ForksArgument): number {
  return wholeNumber("--forks", forks, 1, 1_000);
}

export function readConnectionOptions(given: ConnectionArguments): ConnectionOptions {
  return {
    ...readLoginOptions(given),
    forks: readForks(given),
    timeoutSeconds: wholeNumber("--timeout", given.timeout, 1, 86_400),
  };
}

export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RequestError(`Cannot read ${option} "${text}": it takes a whole number from ${least} to ${most}`);
  }
  return value;
}
