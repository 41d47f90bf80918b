import type { Command } from "commander";
import { who } from "../../app/who.ts";
import { askConsent, refuseUnseenConsent } from "../consent.ts";
import { terminalPrinter } from "../printer.ts";
import { watchRollback } from "../watch-run.ts";

interface RollbackArguments {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addRollback(ferry: Command): void {
  ferry
    .command("rollback")
    .description("Takes hosts back to where they were before their move. CHANGES HOSTS.")
    .argument("<hosts...>", "hosts of a run, or the ids of runs: all their hosts")
    .option("-y, --yes", "do not ask for consent")
    .option("--json", "the outcome as JSON")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour")
    .action(async (words: readonly string[], given: RollbackArguments) => {
      refuseUnseenConsent(given);
      const printer = terminalPrinter({ quiet: given.quiet === true || given.json === true, color: given.color });
      await watchRollback(
        {
          words,
          by: who(process.env),
          preview: given.yes !== true,
          progress: printer.status,
          consent: async (sentences, word) => {
            for (const sentence of sentences) printer.talk(sentence);
            return given.yes === true || askConsent("This changes the hosts above.", word);
          },
        },
        printer,
        given.json === true,
      );
    });
}
