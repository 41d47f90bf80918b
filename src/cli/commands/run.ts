import type { Command } from "commander";
import { BLOCKED, DONE, UNREACHABLE } from "../../app/exit-code.ts";
import { who } from "../../app/who.ts";
import { type Printer, terminalPrinter } from "../printer.ts";
import { continueRuns, showOutcome, watching } from "../watch-run.ts";

interface RunArguments {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addRun(ferry: Command): void {
  const run = ferry.command("run").description("The runs: what was done to which hosts, and what goes on");
  addReading(run);
  addWorking(run);
  addClean(run);
}

function addReading(run: Command): void {
  withScreen(run.command("list"), "The latest runs", "the runs as JSON, schema ferry/run-list/1").action(
    async (given: RunArguments) => {
      const [{ showRuns }, { renderRunList }] = await Promise.all([
        import("../../app/runs.ts"),
        import("../../report/render-runs.ts"),
      ]);
      const printer = printerOf(given);
      const view = await showRuns();
      if (given.json === true) printer.json(view);
      else printer.result(renderRunList(view, printer));
    },
  );
  withScreen(run.command("show"), "One run and every step of its hosts", "the run as JSON, schema ferry/run/1")
    .argument("[run]", "the id of a run, or a host: its last one; without it the last run")
    .action(async (word: string | undefined, given: RunArguments) => {
      const [{ showRun }, { renderRun }] = await Promise.all([
        import("../../app/runs.ts"),
        import("../../report/render-runs.ts"),
      ]);
      const printer = printerOf(given);
      const view = await showRun(word);
      if (given.json === true) printer.json(view);
      else printer.result(renderRun(view, printer));
    });
  withScreen(
    run.command("watch"),
    "Shows a run until its hosts are at an end or wait for you; works on none of them",
    OUTCOME,
  )
    .argument("[run]", "the id of a run, or a host: its last one; without it the last run")
    .action(async (word: string | undefined, given: RunArguments) => {
      const { followRun } = await import("../../app/runs.ts");
      const printer = printerOf(given);
      showOutcome(await followRun(word, watching(printer)), printer, given.json === true);
    });
}

const OUTCOME = "the outcome as JSON, schema ferry/run-outcome/1";

function addWorking(run: Command): void {
  withScreen(run.command("continue"), "Goes on with every unfinished run, or with one. CHANGES HOSTS.", OUTCOME)
    .argument("[run]", "the id of a run, or a host: its last one; without it all")
    .option("-q, --quiet", "no progress on standard error")
    .action(async (word: string | undefined, given: RunArguments) => {
      await continueRuns(word, printerOf(given), given.json === true);
    });
  run
    .command("answer")
    .description("Answers what a host waits for. CHANGES HOSTS.")
    .argument("<host>", "the host that waits")
    .argument("<answer>", "try-again, roll-back, accept or leave, as the question offers")
    .action(async (host: string, answer: string) => {
      const { answerHost } = await import("../../app/continue-runs.ts");
      const printer = terminalPrinter({ quiet: false, color: true });
      const answered = await answerHost(host, answer, who(process.env));
      process.exitCode = answered.kind === "taken" ? DONE : BLOCKED;
      switch (answered.kind) {
        case "taken":
          if (answered.attended)
            printer.result(`${host}: ${answer}. It goes on now: ferry run watch ${answered.run}\n`);
          else printer.result(`${host}: ${answer}. It goes on with: ferry run continue ${answered.run}\n`);
          break;
        case "already":
          printer.result(`${host}: ${answered.by} answered ${answered.answer} before you; that holds\n`);
          break;
        case "not asked":
          printer.result(
            answered.possible.length === 0
              ? `${host} waits for no answer: ferry run show ${answered.run}\n`
              : `${host} may be answered ${answered.possible.join(", ")}\n`,
          );
      }
    });
  run
    .command("abort")
    .description("Lets no further host of a run begin its transaction; what was prepared is taken back. CHANGES HOSTS.")
    .argument("<run>", "the id of a run, or a host: its last one")
    .action(async (word: string) => {
      const { abortRun } = await import("../../app/continue-runs.ts");
      const id = await abortRun(word, who(process.env));
      terminalPrinter({ quiet: false, color: true }).result(
        `Run ${id}: no further host begins its transaction; those that have begun go on: ferry run watch ${id}\n`,
      );
    });
}

function addClean(run: Command): void {
  run
    .command("clean")
    .description("Removes what an ended run has left in /var/lib/ferry/runs of its hosts. CHANGES HOSTS.")
    .argument("<run>", "the id of a run, or a host: its last one")
    .action(async (word: string) => {
      const { cleanRun } = await import("../../app/clean-run.ts");
      const printer = terminalPrinter({ quiet: false, color: true });
      const outcomes = await cleanRun(word);
      for (const outcome of outcomes) {
        const what = outcome.kind === "removed" ? "removed; the journal is here" : `${outcome.kind}: ${outcome.reason}`;
        printer.result(`${outcome.host}: /var/lib/ferry/runs/${outcome.run} ${what}\n`);
      }
      if (outcomes.some(({ kind }) => kind === "unreachable")) process.exitCode = UNREACHABLE;
      else process.exitCode = outcomes.some(({ kind }) => kind === "kept") ? BLOCKED : DONE;
    });
}

function withScreen(command: Command, description: string, json: string): Command {
  return command.description(description).option("--json", json).option("--no-color", "no colour");
}

function printerOf(given: RunArguments): Printer {
  return terminalPrinter({ quiet: given.quiet === true || given.json === true, color: given.color });
}
