import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type StepKind, stepKinds, steps } from "../steps/step.ts";
import { endSentence, type HostEnd } from "./host-end.ts";
import { checkPlan, type HostPlan, PlanError } from "./host-plan.ts";
import type { Answer, Direction, HostRecord, StepRecord, StepResult } from "./host-record.ts";
import { canRollBack, nextAction } from "./next-action.ts";
import { answerCommand, answerMeaning, type Question } from "./question.ts";

const all: HostPlan = { steps: stepKinds, rollback: "auto" };
const asking: HostPlan = { steps: stepKinds, rollback: "ask" };

const done: StepResult = { kind: "done", summary: "done", result: null };
const failed: StepResult = { kind: "failed", reason: "it broke", fix: "mend it" };
const stopped: StepResult = { kind: "stopped", reason: "it may not be", fix: "allow it" };
const unreachable: StepResult = { kind: "unreachable", reason: "no route" };
const broken: StepResult = { kind: "broken", reason: "a bug" };

interface Played {
  readonly records: readonly HostRecord[];
  readonly end: HostEnd;
  readonly questions: readonly Question[];
}

type Ask = (question: Question) => Answer;
type Act = (step: StepKind, direction: Direction, attempt: number) => StepResult;

/** Plays a run to its end: what a host would answer, and what somebody would. */
function play(plan: HostPlan, act: Act, ask: Ask = () => "leave", before: readonly HostRecord[] = []): Played {
  const records: HostRecord[] = [...before];
  const questions: Question[] = [];
  for (let turn = 0; turn < 10_000; turn++) {
    const action = nextAction(plan, records);
    const at = turn;
    switch (action.kind) {
      case "finish":
        return { records, end: action.end, questions };
      case "ask": {
        questions.push(action.question);
        const answer = ask(action.question);
        records.push({ kind: "answer", answer, about: action.question.about, by: "ada", at });
        break;
      }
      case "perform": {
        const { step, direction, attempt } = action;
        const outcome = act(step, direction, attempt);
        records.push({ kind: "step", step, direction, attempt, outcome, startedAt: at, endedAt: at });
      }
    }
  }
  throw new Error("It goes round in circles");
}

function said(records: readonly HostRecord[]): string[] {
  return records.map((record) =>
    record.kind === "step"
      ? `${record.direction} ${record.step}: ${record.outcome.kind}`
      : record.kind === "answer"
        ? record.answer
        : "halt",
  );
}

/** Acts as told for the steps named as `do convert`, and well for the rest. A list is used up, its last one stays. */
function acting(told: Readonly<Record<string, StepResult | readonly StepResult[]>>): Act {
  return (step, direction, attempt) => {
    const outcomes = [told[`${direction} ${step}`] ?? done].flat() as readonly StepResult[];
    return outcomes[Math.min(attempt, outcomes.length) - 1] ?? done;
  };
}

describe("nextAction()", () => {
  test("does every step in order and says the host is moved and verified", () => {
    const { records, end } = play(all, acting({}));
    expect(said(records)).toEqual(stepKinds.map((kind) => `do ${kind}: done`));
    expect(end).toEqual({ kind: "converted", proof: { kind: "equal" } });
  });

  test("undoes what was prepared, the latest first, when a step goes wrong before the transaction", () => {
    const { records, end } = play(all, acting({ "do hold": failed }));
    expect(said(records).slice(-4)).toEqual([
      "do hold: failed",
      "undo hold: done",
      "undo download: done",
      "undo stage: done",
    ]);
    expect(end).toEqual({ kind: "stopped", because: "it broke", fix: "mend it", left: [] });
  });

  test("undoes nothing of a step that stopped, as the host is as it was before it", () => {
    const { records } = play(all, acting({ "do download": stopped }));
    expect(said(records).slice(-2)).toEqual(["do download: stopped", "undo stage: done"]);
  });

  test("changes nothing and ends when the preflight stops it", () => {
    const { records, end } = play(all, acting({ "do preflight": stopped }));
    expect(records).toHaveLength(1);
    expect(endSentence(end)).toBe("stopped before the first package changed: it may not be");
  });

  test("goes back by the restore point when a step goes wrong after the transaction, and keeps the evidence", () => {
    for (const step of ["convert", "settle", "reboot", "verify"] as const) {
      const { records, end } = play(all, acting({ [`do ${step}`]: failed }));
      expect(said(records).slice(-5)).toEqual([
        `do ${step}: failed`,
        "undo convert: done",
        "undo reboot: done",
        "undo hold: done",
        "undo verify: done",
      ]);
      expect(end).toEqual({ kind: "rolled-back", because: "it broke", proof: { kind: "equal" } });
    }
  });

  test("asks instead when rollback is to be asked, and does what is answered", () => {
    const told = acting({ "do verify": failed });
    const back = play(asking, told, () => "roll-back");
    expect(back.questions[0]).toMatchObject({
      id: "verify-do-1",
      reason: "it broke",
      answers: ["try-again", "accept", "roll-back", "leave"],
    });
    expect(endSentence(back.end)).toBe("rolled back and verified: it broke; ada said so");
    const accepted = play(asking, told, () => "accept");
    expect(endSentence(accepted.end)).toBe("moved with differences that ada accepted");
    const again = play(asking, acting({ "do verify": [failed, failed, done] }), () => "try-again");
    expect(again.end).toEqual({ kind: "converted", proof: { kind: "equal" } });
    expect(again.questions.map(({ id }) => id)).toEqual(["verify-do-1", "verify-do-2"]);
  });

  test("asks when there is no restore point, and never offers a way back that is not there", () => {
    const plan: HostPlan = { steps: stepKinds.filter((kind) => kind !== "back-up"), rollback: "auto" };
    const { questions, end, records } = play(plan, acting({ "do convert": failed }));
    expect(questions[0]?.answers).toEqual(["try-again", "leave"]);
    expect(end).toMatchObject({ kind: "needs-you", goOn: ["try-again"] });
    expect(canRollBack(plan, records)).toBe(false);
  });

  test("asks a host again that could not be reached, waiting longer each time, and then asks somebody", () => {
    const waits: number[] = [];
    const records: HostRecord[] = [];
    for (;;) {
      const action = nextAction(all, records);
      if (action.kind === "ask") break;
      if (action.kind === "finish") throw new Error("it may not end here");
      if (action.step === "convert") waits.push(action.waitSeconds);
      const outcome = action.step === "convert" ? unreachable : done;
      records.push({ ...action, kind: "step", outcome, startedAt: 0, endedAt: 0 });
    }
    expect(waits).toEqual([0, 5, 10, 20, 40, 60, 120, 300, 300, 300, 600]);
  });

  test("gives up soon on a host that never answered, as nothing was changed", () => {
    const { records, end } = play(all, acting({ "do preflight": unreachable }));
    expect(records).toHaveLength(3);
    expect(end).toEqual({
      kind: "stopped",
      because: "no route",
      fix: "Make the host answer",
      left: [],
      unreachable: true,
    });
  });

  test("does not take a proven host back because a hook fails at the end", () => {
    const { questions, end } = play(all, acting({ "do release": failed }));
    expect(questions[0]?.about).toEqual({ step: "release", direction: "do" });
    expect(end).toMatchObject({ kind: "needs-you" });
    expect(endSentence(end)).toContain("It is converted, and works as before.");
    expect(endSentence(end)).toContain("What was drained and stopped for the move still is.");
  });

  test("asks about a transaction that Ferry itself broke twice, and does not restore beneath it", () => {
    const { records } = play(all, acting({ "do convert": broken }));
    expect(said(records).slice(-3)).toEqual(["do convert: broken", "do convert: broken", "leave"]);
  });

  test("leaves a folder that cannot be removed, and says so", () => {
    const { end } = play(all, acting({ "do rehearse": failed, "undo download": failed }));
    expect(end).toMatchObject({ kind: "stopped", left: ["download"] });
    expect(endSentence(end)).toContain('left on the host: what "download" put there');
  });

  test("asks when what was stopped cannot be started again", () => {
    const { questions } = play(all, acting({ "do hold": failed, "undo hold": failed }));
    expect(questions[0]).toMatchObject({ about: { step: "hold", direction: "undo" }, answers: ["try-again", "leave"] });
  });

  test("a plan without a conversion is a trial: all is undone at the end", () => {
    const trial: HostPlan = { steps: ["preflight", "stage", "download", "rehearse"], rollback: "auto" };
    const { records, end } = play(trial, acting({}));
    expect(said(records).slice(-2)).toEqual(["undo download: done", "undo stage: done"]);
    expect(end).toEqual({ kind: "tried", left: [] });
  });

  test("a host that is the new system already ends well, with nothing done or undone", () => {
    const arrived: StepResult = { kind: "arrived", reason: "it runs AlmaLinux 9" };
    const { records, end } = play(all, acting({ "do preflight": arrived }));
    expect(said(records)).toEqual(["do preflight: arrived"]);
    expect(endSentence(end)).toBe("nothing to do: it runs AlmaLinux 9");
  });

  test("a run that is halted ends before its transaction, and not after it", () => {
    const halt: HostRecord = { kind: "halt", by: "ada", at: 0 };
    const upTo = (last: StepKind): HostRecord[] => stepKinds.slice(0, stepKinds.indexOf(last) + 1).map(doneRecord);
    expect(play(all, acting({}), undefined, [halt]).end).toMatchObject({
      kind: "stopped",
      because: "ada stopped the run",
    });
    const held = play(all, acting({}), undefined, [...upTo("hold"), halt]);
    expect(said(held.records).slice(-3)).toEqual(["undo hold: done", "undo download: done", "undo stage: done"]);
    expect(play(all, acting({}), undefined, [...upTo("convert"), halt]).end.kind).toBe("converted");
  });

  test("a converted host is taken back when somebody orders it", () => {
    const { records } = play(all, acting({}));
    expect(canRollBack(all, records)).toBe(true);
    const order: HostRecord = { kind: "answer", answer: "roll-back", about: undefined, by: "ada", at: 0 };
    const back = play(all, acting({}), undefined, [...records, order]);
    expect(back.end).toMatchObject({ kind: "rolled-back", because: "ada said so" });
    expect(canRollBack(all, back.records)).toBe(false);
  });
});

function doneRecord(step: StepKind): StepRecord {
  return { kind: "step", step, direction: "do", attempt: 1, outcome: done, startedAt: 0, endedAt: 0 };
}

describe("nextAction(), whatever happens", () => {
  const anyPlan: fc.Arbitrary<HostPlan> = fc.record({
    steps: fc
      .subarray([...stepKinds], { minLength: 1 })
      .map((kinds) => (kinds.includes("convert") ? kinds : kinds.filter((kind) => stepKinds.indexOf(kind) < 7)))
      .filter((kinds) => kinds.length > 0),
    rollback: fc.constantFrom("auto", "ask"),
  });
  // Mostly well, or every run would end at its third step.
  const anyOutcome = fc.oneof(
    { weight: 12, arbitrary: fc.constant(done) },
    { weight: 1, arbitrary: fc.constantFrom(failed, stopped, broken) },
    { weight: 3, arbitrary: fc.constant(unreachable) },
  );
  const anything = fc.record({
    plan: anyPlan,
    outcomes: fc.infiniteStream(anyOutcome),
    wishes: fc.infiniteStream(fc.nat({ max: 3 })),
    haltAfter: fc.option(fc.nat({ max: 15 }), { nil: undefined }),
  });
  type Given = typeof anything extends fc.Arbitrary<infer Value> ? Value : never;

  function playAnything({ plan, outcomes, wishes, haltAfter }: Given): Played {
    const act: Act = () => outcomes.next().value;
    const ask: Ask = ({ answers }) => answers[wishes.next().value % answers.length] ?? "leave";
    const first = haltAfter === undefined ? [] : play(plan, act, ask).records.slice(0, haltAfter);
    return play(plan, act, ask, haltAfter === undefined ? [] : [...first, { kind: "halt", by: "ada", at: 0 }]);
  }

  test("it ends, and says what the records prove", () => {
    fc.assert(
      fc.property(anything, (given) => {
        const { records, end } = playAnything(given);
        const { plan } = given;
        const last = lastOutcomes(records);
        switch (end.kind) {
          case "converted":
            for (const step of plan.steps.filter((kind) => kind !== "verify")) expect(last(step)).toBe("do done");
            if (plan.steps.includes("verify") && end.proof.kind === "equal") expect(last("verify")).toBe("do done");
            if (end.proof.kind === "accepted") expect(said(records)).toContain("accept");
            break;
          case "rolled-back":
            expect(last("convert")).toBe("undo done");
            if (end.proof.kind === "equal") expect(last("verify")).toBe("undo done");
            break;
          case "stopped":
          case "tried":
            expect(last("settle")).toBe("");
            expect(["", "do stopped"]).toContain(last("convert"));
            for (const step of ["stage", "download", "hold"] as const) {
              if (end.left.includes(step)) expect(last(step)).toMatch(/^undo (failed|stopped|broken)$/);
              else expect(["", "do stopped", "undo done"]).toContain(last(step));
            }
            if (end.kind !== "tried") break;
            for (const step of plan.steps) if (!end.left.includes(step)) expect(last(step)).toMatch(/done$/);
            break;
          case "arrived":
            expect.unreachable();
            break;
          case "needs-you":
            expect(said(records).findLast((one) => one !== "halt")).toMatch(/^(leave|try-again|accept|roll-back)$/);
        }
        expect(endSentence(end)).not.toMatch(/undefined|\[object/);
      }),
      { numRuns: 3000 },
    );
  });

  test("no step is undone that was not done, none is done on the way back, and none after the transaction without it", () => {
    fc.assert(
      fc.property(anything, (given) => {
        const { records } = playAnything(given);
        const begun = new Set<StepKind>();
        let turned = false;
        let restorable = false;
        for (const record of records) {
          if (record.kind !== "step") continue;
          const { step, direction, outcome } = record;
          if (direction === "undo") {
            turned = true;
            expect(steps[step].inverse === "none" ? step : "verify").toBe("verify");
            if (step === "reboot" || step === "verify") expect(begun).toContain("convert");
            else expect(begun).toContain(step);
            if (step === "convert") expect(restorable).toBe(true);
            // The point of no return: no inverse of a step before it is used while the host is beyond it.
            if (step === "stage" || step === "download") expect(begun).not.toContain("convert");
            continue;
          }
          expect(turned).toBe(false);
          if (["settle", "reboot", "verify", "release"].includes(step)) expect(begun).toContain("convert");
          if (outcome.kind !== "stopped") begun.add(step);
          else if (step === "convert" && onlyDark(records, record)) begun.delete(step);
          if (step === "back-up" && outcome.kind === "done") restorable = true;
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("the same records give the same action, and every question can be answered by a command", () => {
    fc.assert(
      fc.property(anything, (given) => {
        const { records, questions } = playAnything(given);
        expect(nextAction(given.plan, structuredClone(records))).toEqual(nextAction(given.plan, records));
        expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
        for (const { answers } of questions) {
          expect(answers.length).toBeGreaterThanOrEqual(2);
          for (const answer of answers) {
            expect(answerCommand("web1", answer)).toMatch(/^ferry [a-z ]*web1/);
            expect(answerMeaning(answer)).not.toBe("");
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** All that is known of the step before this record was in the dark. */
function onlyDark(records: readonly HostRecord[], until: StepRecord): boolean {
  return records
    .slice(0, records.indexOf(until))
    .every(
      (record) =>
        record.kind !== "step" || record.step !== until.step || !["done", "failed"].includes(record.outcome.kind),
    );
}

function lastOutcomes(records: readonly HostRecord[]): (step: StepKind) => string {
  const last = new Map<StepKind, string>();
  for (const record of records) {
    if (record.kind === "step") last.set(record.step, `${record.direction} ${record.outcome.kind}`);
  }
  return (step) => last.get(step) ?? "";
}

test.each([
  [["convert", "stage"], '"stage" is in the wrong place'],
  [["stage", "stage"], '"stage" is in the wrong place'],
  [[], "there is no step"],
  [["preflight", "verify"], '"verify" needs "convert"'],
] as const)("checkPlan() refuses %j", (kinds, why) => {
  expect(() => checkPlan({ steps: kinds, rollback: "auto" })).toThrow(PlanError);
  expect(() => checkPlan({ steps: kinds, rollback: "auto" })).toThrow(why);
});
