import type { Command } from "commander";
import { RequestError } from "../../app/request-error.ts";
import { terminalPrinter } from "../printer.ts";

interface LogArguments {
  readonly lines: string;
  readonly json?: boolean;
  readonly color: boolean;
}

const MOST = 1_000_000;

export function addLog(ferry: Command): void {
  ferry
    .command("log")
    .description("What happened, with its times: every step, every line of its progress, every answer")
    .argument("[host|run]", "a host in all its runs, or the id of a run; without it everything")
    .option("-n, --lines <count>", "the last so many events", "1000")
    .option("--json", "one event a line as JSON, schema ferry/event/1")
    .option("--no-color", "no colour")
    .action(async (word: string | undefined, given: LogArguments) => {
      const most = Number(given.lines);
      if (!/^\d+$/.test(given.lines) || most < 1 || most > MOST) {
        throw new RequestError(`Cannot show "${given.lines}" events: give a number from 1 to ${MOST}`);
      }
      const [{ readLog }, { renderLog }] = await Promise.all([
        import("../../app/runs.ts"),
        import("../../report/render-runs.ts"),
      ]);
      const printer = terminalPrinter({ quiet: false, color: given.color });
      const entries = await readLog(word, most);
      if (given.json === true) for (const entry of entries) printer.json(entry);
      else printer.result(renderLog(entries, printer));
    });
}
