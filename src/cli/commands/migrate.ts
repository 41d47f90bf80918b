import type { Command } from "commander";
import { dateOf } from "../../app/date-of.ts";
import { BLOCKED, DONE } from "../../app/exit-code.ts";
import type { LiveTarget } from "../../app/live-target.ts";
import { RequestError } from "../../app/request-error.ts";
import { who } from "../../app/who.ts";
import {
  addForksOption,
  addLoginOptions,
  type ForksArgument,
  type LoginArguments,
  readForks,
  readLoginOptions,
} from "../connection-options.ts";
import { askConsent, refuseUnseenConsent } from "../consent.ts";
import { addConversionOptions, type MigrationArguments, readMigrationOptions } from "../migration-arguments.ts";
import { type Printer, terminalPrinter } from "../printer.ts";
import { watchRun } from "../watch-run.ts";

interface MigrateArguments extends LoginArguments, ForksArgument, MigrationArguments {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addMigrate(ferry: Command): void {
  const command = ferry
    .command("migrate")
    .description("Moves hosts to AlmaLinux, or goes on with a move that was interrupted. CHANGES HOSTS.")
    .argument("<hosts...>", "hosts over SSH, or localhost")
    .option("-n, --dry-run", "show what would be done; change nothing")
    .option("-y, --yes", "do not ask for consent")
    .option("--json", "the outcome as JSON; with --dry-run the plan")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addForksOption(addLoginOptions(addConversionOptions(command))).action(
    async (words: readonly string[], given: MigrateArguments) => {
      const printer = terminalPrinter({ quiet: given.quiet === true || given.json === true, color: given.color });
      const by = who(process.env);
      const options = readMigrationOptions(given, by, dateOf(process.env));
      const login = readLoginOptions(given);
      const forks = readForks(given);
      const { liveTarget } = await import("../../app/live-target.ts");
      const targets = words.map((word) => liveTarget(word, login));
      if (new Set(words).size < words.length) throw new RequestError("Cannot move a host twice: it is named twice");
      if (given.dryRun === true) {
        await showPlans(targets, options, printer, given.json === true);
        return;
      }
      refuseUnseenConsent({ ...given, quiet: false });
      if (given.yes !== true) {
        const canBegin = await showPlans(targets, options, printer, false);
        if (!canBegin) return;
        const word = words.length === 1 ? (words[0] ?? "") : String(words.length);
        const what = words.length === 1 ? `This changes ${word}.` : `This changes ${word} hosts.`;
        if (!(await askConsent(what, word))) {
          printer.talk("Nothing was changed.");
          return;
        }
      }
      await watchRun(
        { kind: "convert", by, targets, options, atOnce: Math.min(forks, targets.length) },
        printer,
        given.json === true,
      );
    },
  );
}

/** Whether there is a host that has something to do and may begin. */
async function showPlans(
  targets: readonly LiveTarget[],
  options: ReturnType<typeof readMigrationOptions>,
  printer: Printer,
  json: boolean,
): Promise<boolean> {
  const { dryRun } = await import("../../app/dry-run.ts");
  const { renderMigrationPlan } = await import("../../report/render-migration-plan.ts");
  process.exitCode = DONE;
  let canBegin = false;
  for (const target of targets) {
    const plan = await dryRun(target, options, (line) => printer.status(line));
    if (plan.stopped !== null) process.exitCode = BLOCKED;
    else if (plan.steps.length > 0) canBegin = true;
    if (json) printer.json(plan);
    else printer.result(renderMigrationPlan(plan, { width: printer.width, style: printer.style }));
  }
  return canBegin;
}
