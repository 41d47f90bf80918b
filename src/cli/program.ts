import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { FAILED, USAGE } from "../app/exit-code.ts";
import { RequestError } from "../app/request-error.ts";
import { printable } from "../report/layout.ts";
import { addAssess } from "./commands/assess.ts";
import { addBackup } from "./commands/backup.ts";
import { addCompare } from "./commands/compare.ts";
import { addConfig } from "./commands/config.ts";
import { addExplain } from "./commands/explain.ts";
import { addInspect } from "./commands/inspect.ts";
import { addLifecycle } from "./commands/lifecycle.ts";
import { addLog } from "./commands/log.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addRehearse } from "./commands/rehearse.ts";
import { addRepo } from "./commands/repo.ts";
import { addReport } from "./commands/report.ts";
import { addRollback } from "./commands/rollback.ts";
import { addRpmdb } from "./commands/rpmdb.ts";
import { addRun } from "./commands/run.ts";
import { addSolve } from "./commands/solve.ts";
import { addVerify } from "./commands/verify.ts";

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return known ? String(manifest.version) : "unknown";
}

const commands: Readonly<Record<string, (ferry: Command) => void>> = {
  inspect: addInspect,
  assess: addAssess,
  explain: addExplain,
  compare: addCompare,
  lifecycle: addLifecycle,
  migrate: addMigrate,
  rehearse: addRehearse,
  verify: addVerify,
  rollback: addRollback,
  backup: addBackup,
  report: (ferry) => addReport(ferry, version()),
  run: addRun,
  log: addLog,
  repo: addRepo,
  rpmdb: addRpmdb,
  solve: addSolve,
  config: addConfig,
};

/**
 * The commands and their options, which docs/cli.md is rendered from too. With the name of a command: that one alone, which is
 * all that its run needs.
 */
export function program(only?: string): Command {
  const ferry = new Command("ferry")
    .description("Moves servers from CentOS to AlmaLinux. Only the commands that say CHANGES HOSTS do.")
    .version(version(), "-V, --version", "print the version")
    // Long names of commands leave less room for what they do than the 40 columns below which nothing is wrapped.
    .configureHelp({ minWidthToWrap: 20 })
    .showSuggestionAfterError()
    .showHelpAfterError("Try the same command with --help")
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  ferry assess localhost                     what would change on this machine",
        "  ferry assess web1 web2 --to almalinux-9    the same for hosts over SSH",
        "  ferry explain web1 podman                  why it goes, stays or comes in",
        "  ferry inspect db03 -o facts/ && ferry assess facts/",
        "  ferry compare almalinux-9 centos-stream-9  what is known of each",
        "",
        "  ferry migrate web1 --dry-run               every step, what leads back from it",
        "  ferry migrate web1                         the move, rehearsed and proven",
        "",
        "Exit codes: 0 done, 1 our error, 2 something stops it, 3 a host failed while it",
        "was changed or is not as before, 4 host unreachable, 5 somebody has to decide,",
        "64 wrong usage, 75 another process does it, 100 differences (repo diff)",
      ].join("\n"),
    );
  const wanted = only !== undefined && Object.hasOwn(commands, only) ? [only] : Object.keys(commands);
  for (const name of wanted) commands[name]?.(ferry);
  exitOverrideEverywhere(ferry);
  return ferry;
}

function exitOverrideEverywhere(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitOverrideEverywhere(child);
}

/** Runs one command line. What a command expects to happen it turns into `process.exitCode` itself; the rest is told here. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await program(argv[0]).parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE;
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`ferry: ${printable(message)}\n`);
    if (process.env["FERRY_DEBUG"] !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = error instanceof RequestError ? USAGE : FAILED;
  }
}
