import { readFile } from "node:fs/promises";
import { type HostLine, lastLine } from "../host-line.ts";
import { type Asked, ended, id, measure, runner } from "./ask-runner.ts";

/**
 * Puts the runner into the run's folder on a host (/var/lib/ferry/runs/RUN), where it is not yet.
 * @throws HostError when the host cannot take it: no space, read-only, not root
 */
export async function stageRun(line: HostLine, run: string): Promise<Asked<{ readonly kind: "staged" }>> {
  const text = await runnerText();
  const ran = await line.run(text, { args: ["stage", id(run), ...measure(text)], input: text });
  const said = ended(ran, `put Ferry's runner on ${line.name}`);
  return said.kind === "unreachable" ? said : { kind: "staged" };
}

/**
 * Removes the run's folder from a host, with its jobs, their logs and the journal.
 * `running`: a job of the run runs, and nothing was removed. @throws HostError when something is mounted below it
 */
export async function removeRun(
  line: HostLine,
  run: string,
): Promise<Asked<{ readonly kind: "removed" } | { readonly kind: "running"; readonly reason: string }>> {
  const script = `[ -d "/var/lib/ferry/runs/$1" ] || exit 0\n${runner("remove")}`;
  const ran = await line.run(script, { args: [id(run)], seconds: 600 });
  if (ran.kind === "ended" && ran.status === 3) return { kind: "running", reason: lastLine(ran.stderr) };
  const said = ended(ran, `remove Ferry's folder from ${line.name}`);
  return said.kind === "unreachable" ? said : { kind: "removed" };
}

let text: Promise<string> | undefined;

function runnerText(): Promise<string> {
  text ??= readFile(new URL("./runner.sh", import.meta.url), "utf8");
  return text;
}
