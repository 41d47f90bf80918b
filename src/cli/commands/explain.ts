import type { Command } from "commander";
import {
  addConnectionOptions,
  type ConnectionArguments,
  readConnectionOptions,
  wholeNumber,
} from "../connection-options.ts";
import { interruption } from "../interruption.ts";
import { terminalPrinter } from "../printer.ts";

interface ExplainArguments extends ConnectionArguments {
  readonly to?: string;
  readonly repo: readonly string[];
  readonly also: readonly string[];
  readonly gpgKey: readonly string[];
  readonly maxAge: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addExplain(ferry: Command): void {
  const command = ferry
    .command("explain")
    .description("Why packages of a host go, stay, change or come in, and what else could be done. Reads only.")
    .argument("<host>", "a host (over SSH), localhost, a facts file, a recorded folder or an archive")
    .argument(
      "[packages...]",
      "names, NEVRAs or globs; without any: the problems, and what is removed or downgraded",
      [],
    )
    .option("--to <release>", "target, such as almalinux-9 (without it: the nearest AlmaLinux)")
    .option("--repo <ID=URL|DIR>", "target repository instead of AlmaLinux's own; repeat for several", collect, [])
    .option("--also <ID=URL|DIR>", "a repository to try: what would change with it; repeat for several", collect, [])
    .option(
      "--gpg-key <file>",
      "key file that must have signed the repositories, instead of AlmaLinux's own keys; repeat for several",
      collect,
      [],
    )
    .option("--max-age <hours>", "use cached repository metadata up to this age", "48")
    .option("--json", "the answer as JSON, schema ferry/explanation/1")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addConnectionOptions(command).action(async (host: string, packages: readonly string[], options: ExplainArguments) => {
    const printer = terminalPrinter({ quiet: options.quiet === true || options.json === true, color: options.color });
    const [{ explain }, { parseRepositoryOptions }] = await Promise.all([
      import("../../app/explain.ts"),
      import("../../app/repository-option.ts"),
    ]);
    const explained = await explain({
      host,
      packages,
      ...(options.to === undefined ? {} : { to: options.to }),
      repositories: parseRepositoryOptions(options.repo),
      also: parseRepositoryOptions(options.also),
      gpgKeyFiles: options.gpgKey,
      maxAgeHours: wholeNumber("--max-age", options.maxAge, 0, 24 * 365),
      connection: readConnectionOptions(options),
      signal: interruption(),
      progress: (line) => printer.status(line),
      warn: (line) => printer.talk(line),
    });
    if (explained.kind === "no-answer") {
      printer.insist(`ferry: ${explained.reason}`);
      process.exitCode = explained.exit;
      return;
    }
    const { report } = explained;
    if (options.json === true) printer.json(report);
    else {
      const { renderExplanation } = await import("../../report/render-explanation.ts");
      printer.result(renderExplanation(report, { width: printer.width, style: printer.style }));
    }
    process.exitCode = report.exit;
  });
}
