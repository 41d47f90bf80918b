import type { Command } from "commander";
import { terminalPrinter } from "../printer.ts";

export function addConfig(ferry: Command): void {
  const config = ferry.command("config").description("Looks at Ferry's own formats");
  config
    .command("schema")
    .description("The JSON Schema of a document that Ferry reads or writes")
    .argument(
      "<name>",
      "facts, assessment, fleet, explanation, solution, comparison, choice, lifecycle, rpmdb, run, run-list, run-outcome, event, migration-plan, rehearsal, verification, evidence, restore-points, restore-preview, repo-info or repo-diff",
    )
    .action(async (name: string) => {
      const { schemaOf } = await import("../../app/schema-of.ts");
      terminalPrinter({ quiet: false, color: true }).json(schemaOf(name), 2);
    });
}
