import type { Command } from "commander";
import { terminalPrinter } from "../printer.ts";

export function addSolve(ferry: Command): void {
  ferry
    .command("solve")
    .description("Runs a testcase of libsolv and explains what comes out. Reads only.")
    .argument("<file>", "testcase (.t), as dnf --debugsolver and ferry assess --debug-solver write it")
    .option("--json", "the answer as JSON, schema ferry/solution/1")
    .option("--no-color", "no colour")
    .action(async (file: string, options: { readonly json?: boolean; readonly color: boolean }) => {
      const printer = terminalPrinter({ quiet: options.json === true, color: options.color });
      const { solveTestcase } = await import("../../app/solve-testcase.ts");
      const report = solveTestcase(file);
      if (options.json === true) printer.json(report);
      else {
        const { renderSolution } = await import("../../report/render-solution.ts");
        printer.result(renderSolution(report, { width: printer.width, style: printer.style }));
      }
      process.exitCode = report.exit;
    });
}
