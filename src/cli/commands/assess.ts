import type { Command } from "commander";
import { RequestError } from "../../app/request-error.ts";
import {
  addConnectionOptions,
  type ConnectionArguments,
  readConnectionOptions,
  wholeNumber,
} from "../connection-options.ts";
import { interruption } from "../interruption.ts";
import { terminalPrinter } from "../printer.ts";

interface AssessArguments extends ConnectionArguments {
  readonly root?: string;
  readonly to?: string;
  readonly repo: readonly string[];
  readonly origin: readonly string[];
  readonly gpgKey: readonly string[];
  readonly maxAge: string;
  readonly driverData?: string;
  readonly fileLists?: boolean;
  readonly debugSolver?: string;
  readonly json?: boolean;
  readonly diff?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addAssess(ferry: Command): void {
  const command = ferry
    .command("assess")
    .description("What would change on a host, and what stops it. Reads only.")
    .argument(
      "[inputs...]",
      "hosts (over SSH), localhost, facts files, recorded folders, Insights or sos archives; or fleet files (.jsonl, .jsonl.gz, .jsonl.zst)",
      [],
    )
    .option("--root <dir>", "a mounted root file system instead of hosts")
    .option("--to <release>", "target, such as almalinux-9 (without it: the nearest AlmaLinux)")
    .option("--repo <ID=URL|DIR>", "target repository instead of AlmaLinux's own; repeat for several", collect, [])
    .option(
      "--origin <ID=URL|DIR>",
      "repository that the packages of a fleet file came from: tells what they require; repeat for several",
      collect,
      [],
    )
    .option(
      "--gpg-key <file>",
      "key file that must have signed the target's repositories, instead of AlmaLinux's own keys; repeat for several",
      collect,
      [],
    )
    .option("--max-age <hours>", "use cached repository metadata up to this age", "48")
    .option(
      "--driver-data <file>",
      "leapp's device_driver_deprecation_data.json instead of Ferry's own list of removed drivers",
    )
    .option("--file-lists", "compare every file of the result, by the repositories' file lists (tens of MB each)")
    .option(
      "--debug-solver <dir>",
      "also write what the solver was given and said, as libsolv testcases for a bug report; one folder for each host",
    )
    .option("-D, --diff", "list every package of the transaction")
    .option("--json", "the answer as JSON, schema ferry/assessment/1; of fleet files ferry/fleet/1")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addConnectionOptions(command).action(async (inputs: readonly string[], options: AssessArguments) => {
    if (inputs.length === 0 && options.root === undefined) {
      throw new RequestError("Cannot assess nothing: name a host, localhost, a facts file, an archive or --root DIR");
    }
    if (inputs.length > 0 && options.root !== undefined) {
      throw new RequestError("Cannot assess --root and other inputs in one run: leave one out");
    }
    const printer = terminalPrinter({ quiet: options.quiet === true || options.json === true, color: options.color });
    if (inputs.some((input) => /\.jsonl(?:\.(?:gz|zst))?$/.test(input)))
      return assessFleetFiles(inputs, options, printer);
    if (options.origin.length > 0)
      throw new RequestError("Cannot use --origin: it is for fleet files (.jsonl, .jsonl.gz, .jsonl.zst)");
    const [{ assess }, { parseRepositoryOptions }] = await Promise.all([
      import("../../app/assess.ts"),
      import("../../app/repository-option.ts"),
    ]);
    const assessment = await assess({
      inputs: options.root === undefined ? inputs : [],
      ...(options.root === undefined ? {} : { root: options.root }),
      ...(options.to === undefined ? {} : { to: options.to }),
      repositories: parseRepositoryOptions(options.repo),
      gpgKeyFiles: options.gpgKey,
      maxAgeHours: wholeNumber("--max-age", options.maxAge, 0, 24 * 365),
      ...(options.driverData === undefined ? {} : { driverData: options.driverData }),
      fileLists: options.fileLists === true,
      ...(options.debugSolver === undefined ? {} : { debugSolver: options.debugSolver }),
      connection: readConnectionOptions(options),
      signal: interruption(),
      progress: (line) => printer.status(line),
      warn: (line) => printer.talk(line),
    });
    if (options.json === true) printer.json(assessment);
    else {
      const { renderAssessment } = await import("../../report/render-assessment.ts");
      const packages = options.diff === true ? "all" : "summary";
      printer.result(renderAssessment(assessment, { width: printer.width, style: printer.style, packages }));
    }
    process.exitCode = assessment.exit;
  });
}

/** Fleet files tell packages only, and of many hosts: the answer is a table of cohorts. */
async function assessFleetFiles(
  inputs: readonly string[],
  options: AssessArguments,
  printer: ReturnType<typeof terminalPrinter>,
): Promise<void> {
  const [{ assessFleet }, { isFleetFile }, { parseRepositoryOptions }] = await Promise.all([
    import("../../app/fleet/assess-fleet.ts"),
    import("../../app/fleet/fleet-lines.ts"),
    import("../../app/repository-option.ts"),
  ]);
  const other = inputs.find((input) => !isFleetFile(input));
  if (other !== undefined)
    throw new RequestError(`Cannot assess fleet files and "${other}" in one run: the answers are of different kinds`);
  const fleet = await assessFleet({
    files: inputs,
    ...(options.to === undefined ? {} : { to: options.to }),
    repositories: parseRepositoryOptions(options.repo),
    origins: parseRepositoryOptions(options.origin),
    gpgKeyFiles: options.gpgKey,
    maxAgeHours: wholeNumber("--max-age", options.maxAge, 0, 24 * 365),
    progress: (line) => printer.status(line),
  });
  if (options.json === true) printer.json(fleet);
  else {
    const { renderFleetAssessment } = await import("../../report/render-fleet-assessment.ts");
    const packages = options.diff === true ? "all" : "summary";
    printer.result(renderFleetAssessment(fleet, { width: printer.width, style: printer.style, packages }));
  }
  process.exitCode = fleet.exit;
}
