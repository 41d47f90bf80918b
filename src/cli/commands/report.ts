import { type Command, Option } from "commander";
import { terminalPrinter } from "../printer.ts";

interface ReportArguments {
  readonly format: "html" | "json" | "md";
  readonly run?: string;
}

export function addReport(ferry: Command, version: string): void {
  ferry
    .command("report")
    .description("The evidence of a host's move: what was, what was done, by whom, how long it took, what is different")
    .argument("<host>", "a host that has had a run")
    .addOption(new Option("--format <form>", "html, json or md").choices(["html", "json", "md"]).default("md"))
    .option("--run <id>", "this run instead of the host's last move")
    .action(async (host: string, given: ReportArguments) => {
      const printer = terminalPrinter({ quiet: true, color: false });
      const [{ reportHost }, { renderEvidenceHtml, renderEvidenceMarkdown }] = await Promise.all([
        import("../../app/report-host.ts"),
        import("../../report/render-evidence.ts"),
      ]);
      const view = await reportHost(host, given.run, `ferry ${version}`);
      if (given.format === "json") printer.json(view);
      else printer.result(given.format === "html" ? renderEvidenceHtml(view) : renderEvidenceMarkdown(view));
    });
}
