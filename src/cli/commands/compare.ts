import { type Command, Option } from "commander";
import { RequestError } from "../../app/request-error.ts";
import { addConnectionOptions, type ConnectionArguments, readConnectionOptions } from "../connection-options.ts";
import { interruption } from "../interruption.ts";
import { terminalPrinter } from "../printer.ts";

interface CompareArguments extends ConnectionArguments {
  readonly to?: string;
  readonly for?: "production" | "development" | "testing" | "hosting" | "appliance";
  readonly repo: readonly string[];
  readonly gpgKey: readonly string[];
  readonly errata?: string;
  readonly costs?: string;
  readonly format: "text" | "markdown" | "html" | "json";
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addCompare(ferry: Command): void {
  const command = ferry
    .command("compare")
    .description(
      "Releases side by side, each value with its source; or what hosts could run, held against their own facts, with advice. Reads only.",
    )
    .argument(
      "<inputs...>",
      "releases, such as almalinux-9 centos-stream-9; or hosts (over SSH), localhost, facts files, recorded folders, Insights or sos archives; or fleet files (.jsonl, .jsonl.gz, .jsonl.zst)",
    )
    .option(
      "--to <releases>",
      "hosts: compare staying with these, separated by commas (without it: all that a way leads to)",
    )
    .addOption(
      new Option("--for <use>", "hosts: what they are for, which sets the weights (default: production)").choices([
        "production",
        "development",
        "testing",
        "hosting",
        "appliance",
      ]),
    )
    .option(
      "--repo <ID=URL|DIR>",
      "hosts: target repository to solve the packages with, for targets of its EL major; repeat for several (without it: what is cached)",
      collect,
      [],
    )
    .option(
      "--gpg-key <file>",
      "hosts: key file that must have signed those repositories; repeat for several",
      collect,
      [],
    )
    .option(
      "--errata <path>",
      "hosts: AlmaLinux's advisories in OSV's form (.json file, folder or tar archive), to measure the time to a fix",
    )
    .option("--costs <file>", "hosts: what a node costs, YAML or JSON (docs/compare.md has an example)")
    .addOption(
      new Option("--format <form>", "text, markdown, html or json")
        .choices(["text", "markdown", "html", "json"])
        .default("text"),
    )
    .option("--json", "the answer as JSON: schema ferry/comparison/1 of releases, ferry/choice/1 of hosts")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addConnectionOptions(command).action(async (inputs: readonly string[], options: CompareArguments) => {
    const { areReleases } = await import("../../app/compare-releases.ts");
    await (areReleases(inputs) ? compareReleases(inputs, options) : compareHosts(inputs, options));
  });
}

async function compareReleases(releases: readonly string[], options: CompareArguments): Promise<void> {
  const { to, for: use, errata, costs, repo, gpgKey } = options;
  if ([to, use, errata, costs].some((value) => value !== undefined) || repo.length > 0 || gpgKey.length > 0) {
    throw new RequestError(
      "Cannot compare releases with --to, --for, --repo, --gpg-key, --errata or --costs: they are for hosts; name a host, a facts file or an archive",
    );
  }
  const printer = terminalPrinter({ quiet: true, color: options.color });
  const [app, { comparisonView }] = await Promise.all([
    import("../../app/compare-releases.ts"),
    import("../../report/comparison.ts"),
  ]);
  const view = comparisonView(app.compareReleases(releases, process.env));
  if (options.json === true || options.format === "json") printer.json(view);
  else if (options.format === "text") {
    const { renderComparison } = await import("../../report/render-comparison.ts");
    printer.result(renderComparison(view, { width: printer.width, style: printer.style }));
  } else {
    const markup = await import("../../report/render-comparison-markup.ts");
    const render = options.format === "html" ? markup.renderComparisonHtml : markup.renderComparisonMarkdown;
    printer.result(render(view));
  }
}

async function compareHosts(inputs: readonly string[], options: CompareArguments): Promise<void> {
  const isText = options.json !== true && options.format === "text";
  const printer = terminalPrinter({ quiet: options.quiet === true || !isText, color: options.color });
  const [{ chooseHosts }, { parseRepositoryOptions }, { choiceView }] = await Promise.all([
    import("../../app/choose-hosts.ts"),
    import("../../app/repository-option.ts"),
    import("../../report/choice.ts"),
  ]);
  const { choice, exit } = await chooseHosts({
    inputs,
    to: options.to === undefined ? [] : options.to.split(",").map((word) => word.trim()),
    profile: options.for ?? "production",
    repositories: parseRepositoryOptions(options.repo),
    gpgKeyFiles: options.gpgKey,
    ...(options.errata === undefined ? {} : { errata: options.errata }),
    ...(options.costs === undefined ? {} : { costs: options.costs }),
    connection: readConnectionOptions(options),
    signal: interruption(),
    progress: (line) => printer.status(line),
  });
  const view = choiceView(choice, exit);
  if (options.json === true || options.format === "json") printer.json(view);
  else if (options.format === "text") {
    const { renderChoice } = await import("../../report/render-choice.ts");
    printer.result(renderChoice(view, { width: printer.width, style: printer.style }));
  } else {
    const markup = await import("../../report/render-choice-markup.ts");
    printer.result((options.format === "html" ? markup.renderChoiceHtml : markup.renderChoiceMarkdown)(view));
  }
  process.exitCode = exit;
}
