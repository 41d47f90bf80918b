import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../steps/step-outcome.ts";
import { HostError } from "../host-error.ts";
import type { HostLine } from "../host-line.ts";
import type { Job } from "./job.ts";
import { JobAnswers } from "./job-answers.ts";
import { jobState } from "./job-state.ts";
import { parseJournal, readJournal } from "./read-journal.ts";
import { runJob } from "./run-job.ts";
import { removeRun, stageRun } from "./stage-run.ts";
import { startJob } from "./start-job.ts";
import { privateHost, privateHosts } from "./test-support/private-host.ts";

const runnerPath = new URL("./runner.sh", import.meta.url).pathname;

function job(text: string, more: Partial<Job> = {}): Job {
  return {
    id: "work",
    script: { language: "sh", text },
    input: { name: 'it\'s "quoted" $HOME' },
    seconds: 60,
    ...more,
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries++) await sleep(50);
  expect(condition()).toBe(true);
}

test.skipIf(spawnSync("shellcheck", ["--version"]).status !== 0)("shellcheck finds nothing in the runner", () => {
  const checked = spawnSync("shellcheck", ["--shell=sh", "--severity=style", runnerPath], { encoding: "utf8" });
  expect(checked.stdout).toBe("");
});

test("every answer of a runner either reads or is refused with HostError, in whatever pieces it comes", () => {
  const header = fc.tuple(
    fc.constantFrom("ferry-state done 1 0 yes", "ferry-state running 2 0 no", "noise", "ferry-state"),
    fc.nat(40),
    fc.nat(40),
    fc.uint8Array({ maxLength: 80 }),
    fc.integer({ min: 1, max: 50 }),
  );
  fc.assert(
    fc.property(header, ([words, progress, rest, tail, step]) => {
      const bytes = Buffer.concat([Buffer.from(`${words} ${progress} ${rest}\n`), tail]);
      const whole = outcomeOf(bytes, bytes.length);
      expect(outcomeOf(bytes, step)).toEqual(whole);
    }),
  );
});

/** The readings, or that they were refused. */
function outcomeOf(bytes: Buffer, step: number): unknown {
  const answers = new JobAnswers({ attempt: 1, offset: 0 }, "a job");
  const readings: unknown[] = [];
  try {
    for (let at = 0; at < bytes.length; at += step) readings.push(...answers.push(bytes.subarray(at, at + step)));
    answers.end();
    return readings;
  } catch (error) {
    expect(error).toBeInstanceOf(HostError);
    return "refused";
  }
}

test("a line of progress that is not whole is left for the next reading", () => {
  const body = '{"a":1}\n{"b":';
  const answers = new JobAnswers({ attempt: 1, offset: 100 }, "a job");
  const [reading] = answers.push(Buffer.from(`motd\nferry-state running 1 0 yes ${body.length} 0\n${body}`));
  expect(reading?.progress).toEqual([{ a: 1 }]);
  expect(reading?.position).toEqual({ attempt: 1, offset: 108 });
  // In the same session the rest of the line comes alone.
  const [next] = answers.push(Buffer.from("ferry-state done 1 0 yes 3 2\n2}\n[]"));
  expect(next?.progress).toEqual([{ b: 2 }]);
  expect(next?.position).toEqual({ attempt: 1, offset: 116 });
  expect(next?.state).toEqual({ kind: "done", result: [] });
  expect(answers.preface).toBe("motd\n");
});

test("an answer that says it is longer than any may be is refused before its bytes are kept", () => {
  const answers = new JobAnswers({ attempt: 1, offset: 0 }, "a job");
  expect(() => answers.push(Buffer.from("ferry-state done 1 0 yes 0 99999999\n"))).toThrow(/too long/);
  const noisy = new JobAnswers({ attempt: 1, offset: 0 }, "a job");
  expect(() => noisy.push(Buffer.alloc(2 << 20, "x"))).toThrow(/no header/);
});

test("a torn line of the journal is counted, not believed", () => {
  const whole = '{"at":"2026-11-23T01:00:00Z","boot":"b","job":"work","attempt":1,"event":"begin","status":0}';
  const journal = parseJournal(`${whole}\n${whole.slice(0, 60)}\n${whole.replace("begin", "end")}\n`);
  expect(journal.entries.map(({ event }) => event)).toEqual(["begin", "end"]);
  expect(journal.torn).toBe(1);
});

test("ids that are not fit for a path are refused", async () => {
  const line = {
    name: "x",
    target: { kind: "local", become: false },
    run: () => Promise.reject(new Error("ran")),
  } as const;
  for (const run of ["", "..", "a/b", "-rf", "a b"]) await expect(removeRun(line, run)).rejects.toThrow(HostError);
});

const onHost = test.skipIf(!privateHosts);

onHost("a job gets its input as data, tells its progress once and ends with its result", async () => {
  await using host = await privateHost();
  expect(await stageRun(host.line, "run-1")).toEqual({ kind: "staged" });
  expect(await stageRun(host.line, "run-1")).toEqual({ kind: "staged" });
  const seen: Json[] = [];
  const script = `for n in 1 2 3; do echo "{\\"n\\":$n}" >>"$FERRY_PROGRESS"; sleep 0.3; done; cp "$FERRY_INPUT" "$FERRY_RESULT"`;
  const end = await runJob(host.line, "run-1", job(script), { onProgress: (value) => seen.push(value) });
  expect(end).toEqual({ kind: "done", result: { name: 'it\'s "quoted" $HOME' } });
  expect(seen).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  const journal = await readJournal(host.line, "run-1");
  expect(
    journal.kind === "journal" && journal.entries.map(({ job: id, event, status }) => `${id} ${event} ${status}`),
  ).toEqual(["- staged 0", "work begin 0", "work end 0"]);
});

onHost(
  "a job is started and followed to its end over one session, and a cut line is taken up where it was",
  async () => {
    await using host = await privateHost();
    await stageRun(host.line, "run-1");
    const sessions: string[] = [];
    let cut = false;
    const line: HostLine = {
      ...host.line,
      run: async (script, options) => {
        sessions.push(/exec sh "\$runner" (\w+)/.exec(script)?.[1] ?? "?");
        if (!cut) return host.line.run(script, options);
        cut = false;
        // The line is lost in the middle of an answer, and with it what was on its way.
        const abort = new AbortController();
        const onOutput = (piece: Buffer): void => {
          if (abort.signal.aborted) return undefined;
          if (!piece.includes("ferry-state")) return options?.onOutput?.(piece);
          options?.onOutput?.(piece.subarray(0, piece.length - 3));
          abort.abort();
        };
        await host.line.run(script, { ...options, onOutput, signal: abort.signal }).catch(() => {});
        return { kind: "unreachable", reason: "cut" };
      },
    };
    const seen: Json[] = [];
    const onProgress = (value: Json): void => void seen.push(value);
    const script = `for n in 1 2 3 4; do echo "{\\"n\\":$n}" >>"$FERRY_PROGRESS"; sleep 0.7; done; echo '"end"' >"$FERRY_RESULT"`;
    expect(await runJob(line, "run-1", job(script), { onProgress })).toEqual({ kind: "done", result: "end" });
    expect(sessions).toEqual(["start"]);
    expect(seen).toEqual([1, 2, 3, 4].map((n) => ({ n })));
    // A job that is done tells all of it again, over one session too, when its result is good.
    seen.length = 0;
    expect(await runJob(line, "run-1", job(script), { onProgress, accept: () => true })).toMatchObject({
      result: "end",
    });
    expect(sessions).toEqual(["start", "start"]);
    expect(seen).toHaveLength(4);
    seen.length = 0;
    sessions.length = 0;
    cut = true;
    const other = job(script, { id: "other" });
    expect(await runJob(line, "run-1", other, { onProgress })).toEqual({ kind: "done", result: "end" });
    expect(seen).toEqual([1, 2, 3, 4].map((n) => ({ n })));
    expect(new Set(sessions)).toEqual(new Set(["start", "state"]));
    expect(host.shell("ls -d /var/lib/ferry/runs/run-1/jobs/other/*.1 2>/dev/null")).toBe("");
  },
);

onHost("who follows a job keeps no other start waiting", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  const long = runJob(host.line, "run-1", job("sleep 4"));
  await until(() => host.shell("cat /var/lib/ferry/runs/run-1/jobs/work/attempt") === "1");
  await sleep(500);
  const before = Date.now();
  expect(await startJob(host.line, "run-1", job("true", { id: "second" }))).toMatchObject({ kind: "busy" });
  expect(Date.now() - before).toBeLessThan(3000);
  expect(await long).toEqual({ kind: "done", result: null });
});

onHost("one megabyte of progress is told whole", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  let sum = 0;
  const script = `i=0; while [ $i -lt 30 ]; do seq -f '{"n":%.0f,"fill":"0123456789012345678901234567890123456789"}' 1 600 >>"$FERRY_PROGRESS"; i=$((i + 1)); done`;
  await runJob(host.line, "run-1", job(script), { onProgress: (value) => (sum += (value as { n: number }).n) });
  expect(sum).toBe(30 * ((600 * 601) / 2));
});

onHost("a job that is started twice, or ten times at once, is one job", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  const once = job('echo x >>"$FERRY_FOLDER/times"; sleep 1');
  const starts = await Promise.all(Array.from({ length: 10 }, () => startJob(host.line, "run-1", once)));
  expect(starts.map(({ kind }) => kind).sort()).toEqual([...Array<string>(9).fill("running"), "started"]);
  expect(await runJob(host.line, "run-1", once)).toEqual({ kind: "done", result: null });
  expect(await startJob(host.line, "run-1", once)).toEqual({ kind: "done", attempt: 1, cut: false });
  expect(host.shell("wc -l </var/lib/ferry/runs/run-1/times")).toBe("1");
});

onHost("a result that is not good any more is made anew, and one that is good is kept", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  const counting = job(`echo x >>"$FERRY_FOLDER/times"; wc -l <"$FERRY_FOLDER/times" >"$FERRY_RESULT"`);
  expect(await runJob(host.line, "run-1", counting)).toEqual({ kind: "done", result: 1 });
  expect(await runJob(host.line, "run-1", counting, { accept: (result) => result === 1 })).toMatchObject({ result: 1 });
  expect(await runJob(host.line, "run-1", counting, { accept: (result) => result !== 1 })).toMatchObject({ result: 2 });
});

onHost("no two jobs run at once, whatever their runs", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  await stageRun(host.line, "run-2");
  await startJob(host.line, "run-1", job("sleep 2"));
  expect(await startJob(host.line, "run-2", job("true"))).toMatchObject({ kind: "busy", by: "run-1 work 1" });
  expect(await removeRun(host.line, "run-1")).toMatchObject({ kind: "running" });
  expect(await runJob(host.line, "run-2", job("true"))).toEqual({ kind: "done", result: null });
});

onHost("a failed job tells its status and the end of its log, and is done again when asked again", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  const flaky = job('[ -e "$FERRY_FOLDER/fixed" ] || { echo "no such thing" >&2; exit 7; }');
  expect(await runJob(host.line, "run-1", flaky)).toEqual({ kind: "failed", status: 7, log: "no such thing" });
  host.shell("touch /var/lib/ferry/runs/run-1/fixed");
  expect(await runJob(host.line, "run-1", flaky)).toEqual({ kind: "done", result: null });
  expect(host.shell("cat /var/lib/ferry/runs/run-1/jobs/work/log.1")).toBe("no such thing");
});

onHost("a job that takes too long is ended, and that is a failure", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  expect(await runJob(host.line, "run-1", job("sleep 60", { seconds: 1 }))).toMatchObject({
    kind: "failed",
    status: 124,
  });
});

onHost("a killed job is interrupted, in the same boot or in another", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  const slow = job('echo begun; echo $$ >"$FERRY_FOLDER/pid"; sleep 300');
  await startJob(host.line, "run-1", slow);
  await until(() => host.shell("cat /var/lib/ferry/runs/run-1/pid") !== "");
  // The group of the runner: it, timeout and the script.
  host.shell("kill -9 $(fuser /var/lib/ferry/runs/run-1/jobs/work/lock 2>/dev/null)");
  await until(() => host.shell("flock -n /var/lib/ferry/runs/run-1/jobs/work/lock echo free") === "free");
  expect((await jobState(host.line, "run-1", "work")) as unknown).toMatchObject({
    state: { kind: "interrupted", sameBoot: true, log: "begun" },
  });
  host.shell(`sed -i 's/"boot":"[^"]*","job":"work"/"boot":"another","job":"work"/' /var/lib/ferry/runs/run-1/journal`);
  expect((await jobState(host.line, "run-1", "work")) as unknown).toMatchObject({
    state: { kind: "interrupted", sameBoot: false },
  });
});

onHost(
  "on a full disk the journal still tells the end, and a job that cannot be written whole is not begun",
  async () => {
    await using host = await privateHost(40);
    await stageRun(host.line, "run-1");
    const fill = job(
      'dd if=/dev/zero of="$FERRY_FOLDER/fill" bs=64k 2>/dev/null; dd if=/dev/zero of="$FERRY_FOLDER/fill2" bs=1 2>/dev/null; echo "{}" >"$FERRY_RESULT"',
    );
    expect(await runJob(host.line, "run-1", fill)).toMatchObject({ kind: "failed" });
    await expect(startJob(host.line, "run-1", job(`exit 0 #${"x".repeat(30 << 20)}`, { id: "large" }))).rejects.toThrow(
      /could not be written whole/,
    );
    expect((await jobState(host.line, "run-1", "large")) as unknown).toMatchObject({ state: { kind: "absent" } });
    // The room that was kept free is there for one more look at the host.
    const look = job('echo 1 >"$FERRY_RESULT"', { id: "look" });
    expect(await runJob(host.line, "run-1", look)).toEqual({ kind: "done", result: 1 });
  },
);

onHost("a removed run leaves nothing behind, and something mounted below it is not removed", async () => {
  await using host = await privateHost();
  await stageRun(host.line, "run-1");
  await runJob(host.line, "run-1", job("true"));
  host.shell("mkdir /var/lib/ferry/runs/run-1/m && mount -t tmpfs none /var/lib/ferry/runs/run-1/m");
  await expect(removeRun(host.line, "run-1")).rejects.toThrow(/mounted below/);
  host.shell("umount /var/lib/ferry/runs/run-1/m");
  expect(await removeRun(host.line, "run-1")).toEqual({ kind: "removed" });
  expect(await removeRun(host.line, "run-1")).toEqual({ kind: "removed" });
  expect(host.shell("ls -A /var/lib")).toBe("");
});
