import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngine } from "../src/engine/open-engine.ts";
import { stepKinds } from "../src/steps/step.ts";
import type { Json, StepOutcome } from "../src/steps/step-outcome.ts";
import { readHostHistory } from "../src/store/host-history.ts";
import type { ToldEvent } from "../src/store/run-event.ts";
import { latestEvent } from "../src/store/run-readers.ts";
import type { RunSpec } from "../src/store/run-spec.ts";
import { type EngineWorker, startWorker } from "./support/engine-workers.ts";
import { hasPostgres } from "./support/has-postgres.ts";
import { makeTestFolder, removeTestFolder } from "./support/state-folder.ts";

const failed: StepOutcome = { kind: "failed", reason: "it is broken", fix: "mend it" };

describe.skipIf(!hasPostgres)("the engine", () => {
  const folder = makeTestFolder();
  const stateFolder = join(folder, "state");
  let engine: Engine;
  let act: (name: string, host: string) => StepOutcome | Promise<StepOutcome> = () => done("");
  const done = (summary: string): StepOutcome => ({ kind: "done", summary, result: null });

  beforeAll(async () => {
    engine = await openEngine(
      { stateFolder },
      {
        perform: async ({ host, step, direction, options, results, report }) => {
          const name = `${direction} ${step}`;
          report(`${name} of ${results.size}`);
          const told = (options as Readonly<Record<string, StepOutcome>>)[name];
          return told ?? act(name, host);
        },
      },
    );
  });
  afterAll(async () => {
    await engine.close();
    await removeTestFolder(folder);
  });
  afterEach(() => {
    act = () => done("");
  });

  function spec(hosts: readonly string[], options: Json = {}, rollback: "auto" | "ask" = "auto"): RunSpec {
    return {
      id: `run-${randomUUID().slice(0, 8)}`,
      by: "ada",
      rollback,
      atOnce: 1,
      options,
      hosts: hosts.map((host) => ({ host, target: { host }, steps: stepKinds })),
    };
  }

  test("moves a host and tells every step, its lines and its way back", async () => {
    const wanted = spec(["a1"]);
    expect(await engine.startRun(wanted)).toEqual([{ run: wanted.id, host: "a1", kind: "started" }]);
    const events: ToldEvent[] = [];
    const [host] = await engine.watch([{ run: wanted.id, host: "a1" }], (event) => events.push(event));
    expect(host?.end).toEqual({ kind: "converted", proof: { kind: "equal" } });
    const told = events.map(({ event }) => event);
    expect(told.filter(({ kind }) => kind === "begin")).toHaveLength(stepKinds.length);
    expect(told.filter(({ kind }) => kind === "end")).toHaveLength(stepKinds.length);
    expect(told.find((event) => event.kind === "begin" && event.step === "convert")).toMatchObject({
      back: "the host goes back to the restore point",
    });
    expect(told).toContainEqual({ kind: "line", step: "verify", direction: "do", text: "do verify of 10" });
    expect(told.at(-1)?.kind).toBe("finish");
  });

  test("starts a run once, and goes on with the unfinished run of a host instead of a second one", async () => {
    const gate = Promise.withResolvers<StepOutcome>();
    act = (name) => (name === "do observe" ? gate.promise : done(""));
    const first = spec(["b1"]);
    await engine.startRun(first);
    expect(await engine.startRun(first)).toEqual([{ run: first.id, host: "b1", kind: "started" }]);
    const second = spec(["b1", "b2"]);
    expect(await engine.startRun(second)).toEqual([
      { run: first.id, host: "b1", kind: "adopted" },
      { run: second.id, host: "b2", kind: "started" },
    ]);
    gate.resolve(done(""));
    const hosts = [
      { run: first.id, host: "b1" },
      { run: second.id, host: "b2" },
    ];
    expect((await engine.watch(hosts, () => {})).map(({ end }) => end?.kind)).toEqual(["converted", "converted"]);
    expect((await readHostHistory(engine.store, { run: first.id, host: "b1" })).records).toHaveLength(stepKinds.length);
  });

  test("asks, goes on with other hosts meanwhile, and does what is answered, once", async () => {
    const wanted = spec(["c1", "c2"], {}, "ask");
    act = (name, host) => (name === "do verify" && host === "c1" ? failed : done(""));
    await engine.startRun(wanted);
    const keys = ["c1", "c2"].map((host) => ({ run: wanted.id, host }));
    const [asking, other] = await engine.watch(keys, () => {});
    expect(other?.end?.kind).toBe("converted");
    expect(asking).toMatchObject({ state: "asking", question: { id: "verify-do-1", reason: "it is broken" } });
    const key = { run: wanted.id, host: "c1" };
    expect(await engine.answer({ ...key, host: "c2" }, "accept", "ada")).toEqual({ kind: "not asked", possible: [] });
    const answers = await Promise.all([
      engine.answer(key, "accept", "ada"),
      engine.answer(key, "accept", "ada"),
      engine.answer(key, "roll-back", "bob"),
    ]);
    expect(answers.map(({ kind }) => kind)).toContain("taken");
    const [end] = await engine.watch([key], () => {});
    const { records } = await readHostHistory(engine.store, key);
    expect(records.filter(({ kind }) => kind === "answer")).toHaveLength(1);
    if (answers[2].kind === "taken") expect(end?.end?.kind).toBe("rolled-back");
    else expect(end?.end).toMatchObject({ kind: "converted", proof: { kind: "accepted", by: "ada" } });
  });

  test("takes a converted host back when it is ordered, and says when there is nothing to undo", async () => {
    const wanted = spec(["d1"]);
    const key = { run: wanted.id, host: "d1" };
    await engine.startRun(wanted);
    expect(await engine.rollBack(key, "ada")).toEqual({ kind: "busy" });
    await engine.watch([key], () => {});
    const after = await latestEvent(engine.store);
    expect(await engine.rollBack(key, "ada")).toEqual({ kind: "going back" });
    const told: ToldEvent[] = [];
    const [end] = await engine.watch([key], (event) => told.push(event), { after });
    const proof = { kind: "equal" } as const;
    expect(end?.end).toEqual({ kind: "rolled-back", because: "ada said so", proof, ordered: true });
    expect(told.map(({ event }) => event).filter(({ kind }) => kind === "begin")).toMatchObject([
      { step: "convert", direction: "undo" },
      { step: "reboot", direction: "undo" },
      { step: "hold", direction: "undo" },
      { step: "verify", direction: "undo" },
    ]);
    expect(await engine.rollBack(key, "ada")).toEqual({ kind: "nothing to undo" });
  });

  test("halts a run before the next transaction", async () => {
    const wanted = spec(["e1", "e2"]);
    const gate = Promise.withResolvers<StepOutcome>();
    const begun = Promise.withResolvers<void>();
    act = (name) => {
      if (name !== "do hold") return done("");
      begun.resolve();
      return gate.promise;
    };
    await engine.startRun(wanted);
    await begun.promise;
    await engine.halt(wanted.id, "ada");
    gate.resolve(done(""));
    const ends = await engine.watch(
      ["e1", "e2"].map((host) => ({ run: wanted.id, host })),
      () => {},
    );
    for (const { end } of ends)
      expect(end).toMatchObject({ kind: "stopped", because: "ada stopped the run", left: [] });
    const { records } = await readHostHistory(engine.store, { run: wanted.id, host: "e2" });
    expect(records.map(({ kind }) => kind)).toEqual(["halt"]);
  });

  test("takes what a performer throws as Ferry's own fault, and keeps what hosts say whatever is in it", async () => {
    const wanted = spec(["f1"]);
    act = (name) => {
      if (name === "do back-up") throw new Error("no\u0000good \ud800");
      return done("\u0000");
    };
    await engine.startRun(wanted);
    const [host] = await engine.watch([{ run: wanted.id, host: "f1" }], () => {});
    expect(host?.end).toMatchObject({ kind: "stopped", because: "no\u0000good \ud800" });
  });

  test("refuses what cannot be a run", async () => {
    await expect(engine.startRun({ ...spec(["g1"]), id: "a:b" })).rejects.toThrow("is no id");
    await expect(engine.startRun(spec([]))).rejects.toThrow("it has no hosts");
    await expect(engine.startRun(spec(["g1", "g1"]))).rejects.toThrow("is in it twice");
    await expect(engine.startRun(spec(["-\n"]))).rejects.toThrow("is no name of a host");
  });

  /** A run whose worker was killed in the middle of it. */
  async function abandoned(host: string): Promise<{ readonly run: string; readonly host: string }> {
    const wanted = spec([host]);
    const key = { run: wanted.id, host };
    const worker = await startWorker(stateFolder, join(folder, "done"), 150);
    await worker.order({ kind: "start", spec: wanted });
    const records = async () => (await readHostHistory(engine.store, key)).records.length;
    await expect.poll(records, { timeout: 30_000 }).toBeGreaterThan(1);
    await worker.kill();
    return key;
  }

  test.each([
    ["of another version of the flow", "application_version = 'ferry-flow-0'"],
    ["that the durable engine gave up", "status = 'ERROR'"],
    ["that was cancelled in the database", "status = 'CANCELLED'"],
  ])("goes on by the records with work %s", async (_, change) => {
    const key = await abandoned(`i${change.length}`);
    const update = `update dbos.workflow_status set ${change} where workflow_uuid like '${key.run}:%'`;
    await sql.raw(update).execute(engine.store.tables);
    await engine.continueRuns(key.run);
    const [end] = await engine.watch([key], () => {});
    expect(end?.end).toEqual({ kind: "converted", proof: { kind: "equal" } });
    const { records, phase } = await readHostHistory(engine.store, key);
    expect(records.map((record) => record.kind === "step" && record.step)).toEqual([...stepKinds]);
    expect(phase).toBe(2);
  });

  test("a process that slept while its session was ended does no more when it wakes", async () => {
    const wanted = spec(["j1"]);
    const key = { run: wanted.id, host: "j1" };
    const sleeper = await startWorker(stateFolder, join(folder, "slept"), 400);
    await sleeper.order({ kind: "start", spec: wanted });
    const records = async () => (await readHostHistory(engine.store, key)).records.length;
    await expect.poll(records, { timeout: 30_000 }).toBeGreaterThan(0);
    process.kill(sleeper.pid, "SIGSTOP");
    const before = await records();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'ferry w-%' and application_name <> ${`ferry ${engine.executor}`}`.execute(
      engine.store.tables,
    );
    await engine.continueRuns(key.run);
    await expect.poll(records, { timeout: 30_000 }).toBeGreaterThan(before);
    process.kill(sleeper.pid, "SIGCONT");
    expect(await sleeper.gone()).toBe(75);
    expect(sleeper.stderr).toContain("lost: ");
    const events: ToldEvent[] = [];
    const [end] = await engine.watch([key], (event) => events.push(event));
    expect(end?.end?.kind).toBe("converted");
    expect(events.filter(({ event }) => event.kind === "take-over")).toHaveLength(1);
    expect(await records()).toBe(stepKinds.length);
  }, 180_000);

  test("leaves the run of a dead process to the next that goes on with it, and an answer to nobody is kept", async () => {
    const file = join(folder, "done");
    const wanted = spec(["h1"], { "do verify": failed as unknown as Json }, "ask");
    const key = { run: wanted.id, host: "h1" };
    const first: EngineWorker = await startWorker(stateFolder, file, 150);
    await first.order({ kind: "start", spec: wanted });
    await expect
      .poll(async () => (await readHostHistory(engine.store, key)).records.length, { timeout: 30_000 })
      .toBeGreaterThan(1);
    await first.kill();
    const second = await startWorker(stateFolder, file, 10);
    expect(await second.order({ kind: "continue" })).toEqual([key]);
    await engine.watch([key], () => {});
    expect((await readHostHistory(engine.store, key)).state).toBe("asking");
    await second.kill();
    // Nobody works on it now.
    const { sendAnswer } = await import("../src/engine/send-answer.ts");
    expect((await sendAnswer(engine.store, key, "leave", "ada")).kind).toBe("taken");
    expect((await engine.continueRuns(wanted.id))[0]).toEqual(key);
    const [end] = await engine.watch([key], () => {});
    expect(end?.end).toMatchObject({ kind: "needs-you", because: "ada said so.", goOn: ["try-again", "roll-back"] });
  });
});
