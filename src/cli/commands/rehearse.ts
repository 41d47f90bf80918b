import type { Command } from "commander";
import { dateOf } from "../../app/date-of.ts";
import { who } from "../../app/who.ts";
import {
  addForksOption,
  addLoginOptions,
  type ForksArgument,
  type LoginArguments,
  readForks,
  readLoginOptions,
} from "../connection-options.ts";
import { addTargetOptions, type MigrationArguments, readTargetOptions } from "../migration-arguments.ts";
import { terminalPrinter } from "../printer.ts";
import { watchRun } from "../watch-run.ts";

interface RehearseArguments
  extends LoginArguments,
    ForksArgument,
    Pick<MigrationArguments, "to" | "repo" | "gpgKey" | "waive"> {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addRehearse(ferry: Command): void {
  const command = ferry
    .command("rehearse")
    .description(
      "Runs the real transaction on an overlay of each host's own root. CHANGES HOSTS: downloads go to a folder of Ferry's, which is removed again.",
    )
    .argument("<hosts...>", "hosts over SSH, or localhost")
    .option("--json", "the outcome as JSON")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addForksOption(addLoginOptions(addTargetOptions(command))).action(
    async (words: readonly string[], given: RehearseArguments) => {
      const printer = terminalPrinter({ quiet: given.quiet === true || given.json === true, color: given.color });
      const by = who(process.env);
      const login = readLoginOptions(given);
      const forks = readForks(given);
      const { liveTarget } = await import("../../app/live-target.ts");
      const targets = words.map((word) => liveTarget(word, login));
      const options = readTargetOptions(given, by, dateOf(process.env));
      await watchRun(
        { kind: "rehearse", by, targets, options, atOnce: Math.min(forks, targets.length) },
        printer,
        given.json === true,
      );
    },
  );
}
