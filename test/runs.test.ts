import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EventDocument, RunDocument, RunListDocument, RunOutcomeDocument } from "../src/report/run-schema.ts";
import { stepKinds } from "../src/steps/step.ts";
import type { StepOutcome } from "../src/steps/step-outcome.ts";
import { stopIdlePostgres } from "../src/store/private-postgres.ts";
import { type EngineWorker, startWorker } from "./support/engine-workers.ts";
import { ferry, workFolder } from "./support/ferry.ts";
import { hasPostgres } from "./support/has-postgres.ts";

const failed: StepOutcome = { kind: "failed", reason: ":8080 answered 200 before, 502 now", fix: "Look at httpd" };

describe.skipIf(!hasPostgres)("ferry run and ferry log", () => {
  const work = workFolder("runs");
  chmodSync(work, 0o711);
  const stateFolder = join(work, "state");
  // What a fault would do to this machine is refused: it is no host of a lab.
  const environment = { FERRY_STATE: stateFolder, FERRY_LAB_ONLY: "1" };
  let worker: EngineWorker;

  async function tell(...args: readonly string[]): Promise<{ stdout: string; stderr: string; exit: number }> {
    return ferry(args, work, { environment });
  }

  beforeAll(async () => {
    worker = await startWorker(stateFolder, join(work, "done"), 5);
    const options = { "web2 do verify": failed };
    const hosts = ["web1", "web2"].map((host) => ({
      host,
      target: { kind: "local", become: false },
      steps: stepKinds,
    }));
    await worker.order({
      kind: "start",
      spec: { id: "r-1", by: "ada@ctl", rollback: "ask", atOnce: 2, options, hosts },
    });
  });
  afterAll(async () => {
    await worker.kill();
    await stopIdlePostgres(stateFolder);
  });

  test("say plainly that there was no run, and make no database for it", async () => {
    const nowhere = join(work, "nowhere");
    const { stdout, exit } = await ferry(["run", "list"], work, { environment: { FERRY_STATE: nowhere } });
    expect(stdout).toContain("There has been no run yet");
    expect(exit).toBe(0);
    expect((await ferry(["log", "web1"], work, { environment: { FERRY_STATE: nowhere } })).exit).toBe(64);
  });

  test("a report names its host's own runs only, and makes no database to find that there is none", async () => {
    const nowhere = { environment: { FERRY_STATE: join(work, "nowhere") } };
    expect(await ferry(["report", "web1"], work, nowhere)).toMatchObject({
      exit: 64,
      stderr: "ferry: Cannot report on web1: it has had no run; ferry run list names those there are\n",
    });
    expect(existsSync(join(work, "nowhere"))).toBe(false);
    expect((await tell("report", "web1", "--run", "r-2")).stderr).toContain('it has had no run "r-2"');
  });

  test("watch tells every step, and ends with what is true and the code that says so", async () => {
    const { stdout, stderr, exit } = await tell("run", "watch", "r-1");
    expect(stderr).toContain("web1  ✔ verify");
    expect(stdout).toContain("web1  moved and verified");
    expect(stdout).toContain("web2  waits for you: :8080 answered 200 before, 502 now");
    expect(exit).toBe(5);
  });

  test("list, show and log tell the same", async () => {
    const list = RunListDocument.parse(JSON.parse((await tell("run", "list", "--json")).stdout));
    RunDocument.parse(JSON.parse((await tell("run", "show", "--json")).stdout));
    RunOutcomeDocument.parse(JSON.parse((await tell("run", "watch", "--json")).stdout));
    expect(list.runs).toMatchObject([{ run: "r-1", hosts: 2, states: { converted: 1, asking: 1 } }]);
    const shown = (await tell("run", "show", "web2")).stdout;
    expect(shown).toContain("? web2  waits for you: verify failed");
    expect(shown).toContain("Next: ferry migrate web2");
    expect(shown.trimEnd().split("\n").at(-1)).toBe("Run r-1 finished: 1 moved, 1 needs you (web2).");
    const entries = (await tell("log", "web1", "--json")).stdout
      .trim()
      .split("\n")
      .map((line) => EventDocument.parse(JSON.parse(line)));
    expect(entries.filter(({ event }) => event.kind === "end")).toHaveLength(stepKinds.length);
    // One of the two hosts is the last to speak, and what one asks takes several lines of the screen.
    expect((await tell("log", "r-1", "-n", "1", "--json")).stdout.split("\n")).toHaveLength(2);
  });

  test("answer is kept when nobody works on the run, and continue would go on; unknown names are told", async () => {
    await worker.kill();
    expect((await tell("run", "answer", "web1", "leave")).stdout).toContain("waits for no answer");
    expect((await tell("run", "answer", "web2", "perhaps")).stderr).toContain(
      "one of try-again, roll-back, accept, leave",
    );
    const answered = await tell("run", "answer", "web2", "leave");
    expect(answered.stdout).toBe("web2: leave. It goes on with: ferry run continue r-1\n");
    expect((await tell("run", "list")).stdout).toContain("1 run with nobody at work on it: ferry run continue");
    expect((await tell("run", "continue", "r-1")).stdout).toContain("web2  needs you: The new packages are on it");
    expect(await tell("run", "continue")).toMatchObject({ stdout: "No run is unfinished.\n", exit: 0 });
    const unknown = await tell("run", "show", "nobody");
    expect(unknown).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining("there is no run and no host of that name"),
    });
  });
});
