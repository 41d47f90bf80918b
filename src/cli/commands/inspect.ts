import type { Command } from "commander";
import { RequestError } from "../../app/request-error.ts";
import { addConnectionOptions, type ConnectionArguments, readConnectionOptions } from "../connection-options.ts";
import { interruption } from "../interruption.ts";
import { terminalPrinter } from "../printer.ts";

interface InspectArguments extends ConnectionArguments {
  readonly output?: string;
  readonly root?: string;
  readonly record?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addInspect(ferry: Command): void {
  const command = ferry
    .command("inspect")
    .description("Collects facts, one JSON document per host. Reads only.")
    .argument(
      "[hosts...]",
      "hosts (over SSH), localhost, recorded folders, Insights or sos archives; none: localhost",
      [],
    )
    .option("-o, --output <dir>", "folder for HOST.facts.json files; without it one host goes to standard output")
    .option("--root <dir>", "a mounted root file system instead of hosts")
    .option("--record <dir>", "keep also what each probe answered, as a recorded folder per host")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addConnectionOptions(command).action(async (hosts: readonly string[], options: InspectArguments) => {
    if (hosts.length > 0 && options.root !== undefined) {
      throw new RequestError("Cannot inspect --root and hosts in one run: leave one out");
    }
    if (hosts.length > 1 && options.output === undefined) {
      throw new RequestError("Cannot write several hosts to standard output: name a folder with -o DIR");
    }
    const printer = terminalPrinter({ quiet: options.quiet === true, color: options.color });
    const { inspect } = await import("../../app/inspect.ts");
    const outcome = await inspect({
      inputs: options.root !== undefined ? [] : hosts.length === 0 ? ["localhost"] : hosts,
      ...(options.root === undefined ? {} : { root: options.root }),
      ...(options.output === undefined ? {} : { output: options.output }),
      ...(options.record === undefined ? {} : { record: options.record }),
      connection: readConnectionOptions(options),
      signal: interruption(),
      progress: (line) => printer.status(line),
    });
    if (outcome.document !== undefined) printer.result(outcome.document);
    for (const line of outcome.lines) printer.talk(line);
    process.exitCode = outcome.exit;
  });
}
