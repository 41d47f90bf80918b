import type { Command } from "commander";
import { DIFFERENT } from "../../app/exit-code.ts";
import { wholeNumber } from "../connection-options.ts";
import { terminalPrinter } from "../printer.ts";

interface RepoArguments {
  readonly json?: boolean;
  readonly gpgKey: readonly string[];
  readonly maxAge: string;
  readonly quiet?: boolean;
  readonly color: boolean;
  readonly exitCode?: boolean;
  readonly abi?: boolean;
  readonly full?: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function addRepositoryOptions(command: Command): Command {
  return command
    .option("--gpg-key <file>", "key file that must have signed repomd.xml; repeat for several", collect, [])
    .option("--max-age <hours>", "use cached metadata up to this age", "48")
    .option("--json", "the answer as JSON")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
}

export function addRepo(ferry: Command): void {
  const repo = ferry.command("repo").description("Looks at package repositories. Reads only.");
  addRepositoryOptions(
    repo.command("info").description("What a repository holds, and whether it is signed").argument("<url|dir>"),
  ).action(async (location: string, options: RepoArguments) => {
    const printer = terminalPrinter({ quiet: options.quiet === true || options.json === true, color: options.color });
    const { repositoryInfoOf } = await import("../../app/repository-info.ts");
    const info = await repositoryInfoOf(location, openOptions(options, printer.status));
    if (options.json === true) printer.json(info);
    else {
      const { renderRepositoryInfo } = await import("../../report/render-repository.ts");
      printer.result(renderRepositoryInfo(info, printer.style));
    }
  });
  addRepositoryOptions(
    repo
      .command("diff")
      .description("What differs between two repositories: packages, versions, module streams, libraries")
      .argument("<a>", "URL or folder")
      .argument("<b>", "URL or folder")
      .option("--abi", "sonames and symbol versions of one side only, and the packages that would break without them")
      .option("--full", "every package, stream and library instead of counts and examples")
      .option("--exit-code", "exit 100 when they differ"),
  ).action(async (left: string, right: string, options: RepoArguments) => {
    const printer = terminalPrinter({ quiet: options.quiet === true || options.json === true, color: options.color });
    const { repositoryDiffOf } = await import("../../app/repository-diff.ts");
    const difference = await repositoryDiffOf(left, right, {
      ...openOptions(options, printer.status),
      libraries: options.abi === true,
    });
    if (options.json === true) printer.json(difference);
    else {
      const { renderRepositoryDiff } = await import("../../report/render-repository-diff.ts");
      const { style, width } = printer;
      printer.result(
        renderRepositoryDiff(difference, { style, width, extent: options.full === true ? "full" : "summary" }),
      );
    }
    if (options.exitCode === true && !difference.equal) process.exitCode = DIFFERENT;
  });
}

function openOptions(options: RepoArguments, progress: (line: string) => void) {
  return {
    gpgKeyFiles: options.gpgKey,
    maxAgeHours: wholeNumber("--max-age", options.maxAge, 0, 24 * 365),
    progress,
  };
}
