import { type Command, Option } from "commander";
import { terminalPrinter } from "../printer.ts";

interface CompareArguments {
  readonly format: "text" | "markdown" | "html" | "json";
  readonly json?: boolean;
  readonly color: boolean;
}

export function addCompare(ferry: Command): void {
  ferry
    .command("compare")
    .description(
      "Releases side by side: model, support, compatibility, security, ways between them, each with its source",
    )
    .argument("<releases...>", "releases, such as almalinux-9 centos-stream-9")
    .addOption(
      new Option("--format <form>", "text, markdown, html or json")
        .choices(["text", "markdown", "html", "json"])
        .default("text"),
    )
    .option("--json", "the answer as JSON, schema ferry/comparison/1")
    .option("--no-color", "no colour")
    .action(async (releases: readonly string[], options: CompareArguments) => {
      const printer = terminalPrinter({ quiet: true, color: options.color });
      const [{ compareReleases }, { comparisonView }] = await Promise.all([
        import("../../app/compare-releases.ts"),
        import("../../report/comparison.ts"),
      ]);
      const view = comparisonView(compareReleases(releases, process.env));
      if (options.json === true || options.format === "json") printer.json(view);
      else if (options.format === "text") {
        const { renderComparison } = await import("../../report/render-comparison.ts");
        printer.result(renderComparison(view, { width: printer.width, style: printer.style }));
      } else {
        const markup = await import("../../report/render-comparison-markup.ts");
        const render = options.format === "html" ? markup.renderComparisonHtml : markup.renderComparisonMarkdown;
        printer.result(render(view));
      }
    });
}
