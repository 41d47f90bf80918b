import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { type HostSettings, usualSettings } from "../generate/host-settings.ts";
import type { RandomHost } from "../generate/random-host.ts";
import { runTool } from "../generate/run-tool.ts";

const plugins = resolve(import.meta.dirname, "dnf-plugins");

/** One element of dnf's own transaction (libdnf transaction/TransactionItem). */
const Item = z.strictObject({
  nevra: z.string(),
  action: z.string(),
  reason: z.string(),
  replacedBy: z.array(z.string()),
});
export type DnfItem = z.infer<typeof Item>;

export type DnfAnswer = (
  | { readonly kind: "resolved"; readonly items: readonly DnfItem[] }
  /** The sentences of each problem, as dnf says them. */
  | { readonly kind: "problems"; readonly problems: readonly (readonly string[])[] }
  | { readonly kind: "failed"; readonly text: string }
) & {
  /** libsolv's testcase of what dnf asked it, and what came out; undefined where dnf did not come so far. */
  readonly testcase: string | undefined;
};

/** The command line of `dnf distro-sync --assumeno` on the host, with Enterprise Linux's settings, written below `folder`. */
export interface DnfCommand {
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

interface DnfHost extends Pick<RandomHost, "root" | "repositories"> {
  readonly settings?: HostSettings;
}

/** How the real dnf is run on a made host. @internal */
export function dnfCommand(folder: string, host: DnfHost): DnfCommand {
  const settings = host.settings ?? usualSettings;
  const configuration = writeConfiguration(folder, host.repositories, settings);
  return {
    args: [
      "-c",
      configuration,
      `--installroot=${host.root}`,
      "--releasever=9",
      "--forcearch=x86_64",
      "--assumeno",
      ...(settings.allowErasing ? ["--allowerasing"] : []),
      "distro-sync",
    ],
    environment: { ...process.env, HOME: dirname(configuration), LC_ALL: "C" },
  };
}

/** Runs the real dnf on the host, and reads what it would do. */
export async function runDnf(folder: string, host: DnfHost): Promise<DnfAnswer> {
  const record = join(folder, "dnf-transaction.jsonl");
  const { args, environment } = dnfCommand(folder, host);
  const env: NodeJS.ProcessEnv = { ...environment, FERRY_ORACLE_TRANSACTION: record };
  if (host.settings?.runningKernel !== undefined) {
    env["LD_PRELOAD"] = await pretendKernelLibrary();
    env["FERRY_ORACLE_KERNEL"] = host.settings.runningKernel;
  }
  let said = "";
  try {
    await runTool("dnf", ["--debugsolver", ...args], { cwd: folder, env });
  } catch (error) {
    // "Operation aborted", because nobody said yes, ends with 1 as well: the record tells an answer from none.
    said = error instanceof Error ? error.message : String(error);
  }
  const path = join(folder, "debugdata/rpms/testcase.t");
  const testcase = existsSync(path) ? path : undefined;
  if (!existsSync(record)) {
    const problems = parseProblems(said);
    return problems.length === 0 ? { kind: "failed", text: said, testcase } : { kind: "problems", problems, testcase };
  }
  const lines = readFileSync(record, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return { kind: "resolved", items: lines.map((line) => Item.parse(JSON.parse(line))), testcase };
}

/** `Problem 1: …`, then its other sentences as `  - …` (dnf, util.py, _format_resolve_problems). */
function parseProblems(text: string): string[][] {
  const problems: string[][] = [];
  // What comes before is about modules, and stops nothing.
  for (const line of text.slice(Math.max(0, text.lastIndexOf("Error:"))).split("\n")) {
    const first = /^ ?Problem(?: \d+)?: (.*)$/.exec(line)?.[1];
    const further = /^ {2}- (.*)$/.exec(line)?.[1];
    if (first !== undefined) problems.push([first]);
    else if (further !== undefined) problems.at(-1)?.push(further);
  }
  return problems;
}

let library: Promise<string> | undefined;

/** Compiles pretend-kernel.c, once a process. */
function pretendKernelLibrary(): Promise<string> {
  library ??= (async () => {
    const path = join(mkdtempSync(join(tmpdir(), "ferry-oracle-library-")), "pretend-kernel.so");
    const source = resolve(import.meta.dirname, "pretend-kernel.c");
    await runTool("gcc", ["-shared", "-fPIC", "-O1", "-o", path, source]);
    process.on("exit", () => rmSync(dirname(path), { recursive: true }));
    return path;
  })();
  return library;
}

/** /etc/dnf/dnf.conf of Enterprise Linux 9, shut off from this machine's own. */
function writeConfiguration(folder: string, repositories: RandomHost["repositories"], settings: HostSettings): string {
  const place = join(folder, "dnf");
  mkdirSync(place, { recursive: true });
  const sections = repositories.map(
    ({ id, directory, priority, cost, isHotfix, excludes = [], includes = [] }) => `
[${id}]
name=${id}
baseurl=file://${directory}
enabled=1
priority=${priority}
cost=${cost}
module_hotfixes=${isHotfix ? 1 : 0}
excludepkgs=${excludes.join(",")}
includepkgs=${includes.join(",")}
`,
  );
  // Debian's rpm looks for its database in the home folder; on Enterprise Linux it is here.
  writeFileSync(join(place, ".rpmmacros"), "%_dbpath /var/lib/rpm\n");
  const path = join(place, "dnf.conf");
  writeFileSync(
    path,
    `[main]
gpgcheck=0
installonly_limit=${settings.installonlyLimit}
clean_requirements_on_remove=True
best=${settings.best ? "True" : "False"}
install_weak_deps=${settings.installWeakDependencies ? "True" : "False"}
excludepkgs=${settings.excludes.join(",")}
includepkgs=${settings.includes.join(",")}
skip_if_unavailable=False
plugins=1
pluginpath=${plugins}
pluginconfpath=${place}
reposdir=${place}/none
varsdir=${place}/none
cachedir=${place}/cache
persistdir=${place}/persist
logdir=${place}/log
protected_packages=${settings.protectedPackages.join(",")}
module_platform_id=platform:el9
${sections.join("")}`,
  );
  return path;
}
