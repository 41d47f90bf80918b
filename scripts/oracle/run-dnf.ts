import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
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

export type DnfAnswer =
  | { readonly kind: "resolved"; readonly items: readonly DnfItem[] }
  | { readonly kind: "problems"; readonly text: string };

/** The command line of `dnf distro-sync --assumeno` on the host, with Enterprise Linux's settings, written below `folder`. */
export interface DnfCommand {
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

export function dnfCommand(folder: string, host: Pick<RandomHost, "root" | "repositories">): DnfCommand {
  const configuration = writeConfiguration(folder, host);
  return {
    args: [
      "-c",
      configuration,
      `--installroot=${host.root}`,
      "--releasever=9",
      "--forcearch=x86_64",
      "--assumeno",
      "distro-sync",
    ],
    environment: { ...process.env, HOME: dirname(configuration), LC_ALL: "C" },
  };
}

/** Runs the real dnf on the host, and reads what it would do. */
export async function runDnf(folder: string, host: RandomHost): Promise<DnfAnswer> {
  const record = join(folder, "dnf-transaction.jsonl");
  const { args, environment } = dnfCommand(folder, host);
  try {
    await runTool("dnf", args, { env: { ...environment, FERRY_ORACLE_TRANSACTION: record } });
  } catch (error) {
    // "Operation aborted", because nobody said yes, ends with 1 as well: the record tells an answer from none.
    if (!existsSync(record)) return { kind: "problems", text: error instanceof Error ? error.message : String(error) };
  }
  const lines = readFileSync(record, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return { kind: "resolved", items: lines.map((line) => Item.parse(JSON.parse(line))) };
}

/** /etc/dnf/dnf.conf of Enterprise Linux 9, shut off from this machine's own. */
function writeConfiguration(folder: string, host: Pick<RandomHost, "repositories">): string {
  const place = join(folder, "dnf");
  mkdirSync(place, { recursive: true });
  const repositories = host.repositories.map(
    ({ id, directory, priority, cost, isHotfix }) => `
[${id}]
name=${id}
baseurl=file://${directory}
enabled=1
priority=${priority}
cost=${cost}
module_hotfixes=${isHotfix ? 1 : 0}
`,
  );
  // Debian's rpm looks for its database in the home folder; on Enterprise Linux it is here.
  writeFileSync(join(place, ".rpmmacros"), "%_dbpath /var/lib/rpm\n");
  const path = join(place, "dnf.conf");
  writeFileSync(
    path,
    `[main]
gpgcheck=0
installonly_limit=3
clean_requirements_on_remove=True
best=True
skip_if_unavailable=False
plugins=1
pluginpath=${plugins}
pluginconfpath=${place}
reposdir=${place}/none
varsdir=${place}/none
cachedir=${place}/cache
persistdir=${place}/persist
logdir=${place}/log
protected_packages=dnf
module_platform_id=platform:el9
${repositories.join("")}`,
  );
  return path;
}
