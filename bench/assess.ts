import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runTool } from "../scripts/generate/run-tool.ts";
import { addRunningAnswers } from "../scripts/generate/running-answers.ts";
import { dnfCommand, runDnf } from "../scripts/oracle/run-dnf.ts";
import type { Assessment } from "../src/report/assessment.ts";
import { type AssessWorld, openAssessWorld, runningKernel } from "./assess-world.ts";
import { type BenchOptions, type BenchResult, median } from "./bench-result.ts";
import { processTime } from "./process-time.ts";

const ferry = resolve(import.meta.dirname, "../bin/ferry");

/**
 * The CPU seconds of a whole `ferry assess` of one recorded host, its caches warm, beside `dnf distro-sync --assumeno` on
 * the same host and repositories, its caches warm too. Both must come to the same number of packages.
 */
export async function run({ runs, say }: BenchOptions): Promise<BenchResult> {
  const world = await openAssessWorld();
  const work = mkdtempSync(join(tmpdir(), "ferry-bench-"));
  try {
    const environment = { ...process.env, XDG_CACHE_HOME: join(work, "cache") };
    const repositories = world.repositories.flatMap(({ id, directory }) => ["--repo", `${id}=${directory}`]);
    const own = [ferry, "assess", "--quiet", "--json", await recordFacts(world, work), ...repositories];
    say("filling the caches of both");
    const elements = await ferryElements(own, environment);
    const wanted = await dnfElements(world, work);
    if (elements !== wanted) throw new Error(`Cannot compare: Ferry moves ${elements} packages, dnf ${wanted}`);
    say(`both move ${elements} packages`);
    const dnf = dnfCommand(work, world);
    const peer = ["dnf", "--noplugins", ...dnf.args];
    const times = { ferry: [] as number[], dnf: [] as number[] };
    for (let i = 0; i < runs; i++) {
      times.ferry.push((await processTime(own, { env: environment })).cpu);
      times.dnf.push((await processTime(peer, { env: dnf.environment })).cpu);
      say(`run ${i + 1} of ${runs}: Ferry ${times.ferry[i]?.toFixed(3)} s, dnf ${times.dnf[i]?.toFixed(3)} s of CPU`);
    }
    const [figure, other] = [median(times.ferry), median(times.dnf)];
    return { bench: "assess", unit: "s CPU", ferry: figure, peers: { dnf: other }, ratio: { dnf: other / figure } };
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The facts document of the host, as if it had been inspected while it ran. */
async function recordFacts({ root }: AssessWorld, work: string): Promise<string> {
  const [recorded, running, facts] = ["recorded", "running", "facts"].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ];
  await runTool(ferry, ["inspect", "--quiet", "--root", root, "-o", join(work, "of-root"), "--record", recorded]);
  await addRunningAnswers(join(recorded, onlyEntry(recorded)), running, {
    host: "bench.example.org",
    kernel: runningKernel,
  });
  await runTool(ferry, ["inspect", "--quiet", running, "-o", facts]);
  return join(facts, onlyEntry(facts));
}

function onlyEntry(folder: string): string {
  const [name, ...more] = readdirSync(folder);
  if (name === undefined || more.length > 0) throw new Error(`Cannot measure: one file expected in ${folder}`);
  return name;
}

/** How many packages come, go or are replaced. Standard output must be an assessment whatever the exit code. */
async function ferryElements(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { stdout } = await runTool("sh", ["-c", `"$@" || true`, "sh", ...command], { env });
  const { hosts } = JSON.parse(stdout) as Assessment;
  const transaction = hosts[0]?.transaction;
  if (transaction === undefined) return 0;
  const { install, upgrade, downgrade, reinstall, obsolete, remove } = transaction;
  const gone = new Set(obsolete.map(({ old }) => old));
  return install.length + upgrade.length + downgrade.length + reinstall.length + gone.size + remove.length;
}

async function dnfElements(world: AssessWorld, work: string): Promise<number> {
  const answer = await runDnf(work, world);
  if (answer.kind !== "resolved")
    throw new Error(
      `Cannot measure: dnf has problems with the made host: ${answer.kind === "failed" ? answer.text : answer.problems.flat().join("; ")}`,
    );
  return answer.items.filter(({ action }) =>
    ["Install", "Upgrade", "Downgrade", "Reinstall", "Obsoleted", "Removed"].includes(action),
  ).length;
}
