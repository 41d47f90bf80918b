import { describe, expect, test } from "vitest";
import type { HostEnd } from "../workflow/host-end.ts";
import type { Question } from "../workflow/question.ts";
import { renderLog, renderRun, renderRunList, runStatement } from "./render-runs.ts";
import type { HostStanding, RunHostView, RunStepView, RunView } from "./runs.ts";
import type { Style } from "./style.ts";

const same = (text: string): string => text;
const style: Style = { strong: same, faint: same, good: same, warn: same, bad: same };
const at = "2026-11-23T02:15:04.000Z";

const question: Question = {
  id: "verify-do-1",
  about: { step: "verify", direction: "do" },
  because: "failed",
  reason: ":8080 answered 200 before, 502 now",
  fix: "Look at journalctl -u httpd on the host",
  where: "The new packages are on it, but nothing has proven yet that it works as before.",
  answers: ["try-again", "accept", "roll-back", "leave"],
};

function step(what: string, seconds: number, text: string, outcome: RunStepView["outcome"] = "done"): RunStepView {
  return { what, outcome, at, seconds, text };
}

function host(name: string, standing: HostStanding, more: Partial<RunHostView> = {}): RunHostView {
  const where = "No package has been changed; Ferry's files are on the host.";
  return { host: name, standing, where, now: null, question: null, end: null, steps: [], ...more };
}

function run(id: string, rows: readonly RunHostView[], haltedBy: string | null = null): RunView {
  const states: Record<HostStanding, number> = {
    converted: 0,
    "rolled-back": 0,
    arrived: 0,
    stopped: 0,
    tried: 0,
    "needs-you": 0,
    asking: 0,
    waiting: 0,
    running: 0,
    idle: 0,
  };
  for (const { standing } of rows) states[standing]++;
  return { schema: "ferry/run/1", run: id, by: "ada@ctl", startedAt: at, haltedBy, hosts: rows.length, states, rows };
}

const moved: HostEnd = { kind: "converted", proof: { kind: "equal" } };
const back: HostEnd = { kind: "rolled-back", proof: { kind: "equal" }, because: "sshd did not come back" };
const stopped: HostEnd = {
  kind: "stopped",
  because: "1.2 GB too little in /var",
  fix: "Make room in /var",
  left: ["download"],
};
const left: HostEnd = {
  kind: "needs-you",
  where: "The packages may be half changed: do not reboot it, do not cut its power.",
  because: "ada@ctl said so.",
  fix: "",
  goOn: ["try-again", "roll-back"],
};

const wave = run("20261123-021504-4f3a", [
  host("web1", "converted", {
    end: moved,
    where: "It is converted, and works as before.",
    steps: [step("preflight", 4.2, "CentOS Stream 9, nothing stops it"), step("convert", 252, "412 packages")],
  }),
  host("web2", "rolled-back", { end: back, where: "It is back at its restore point, and works as before." }),
  host("web3", "stopped", { end: stopped }),
  host("web4", "asking", { question, where: question.where, steps: [step("verify", 31, question.reason, "failed")] }),
  host("web5", "running", { now: { step: "convert", direction: "do", since: at } }),
  host("web6", "waiting"),
  host("web7", "needs-you", { end: left, where: left.where }),
]);

describe.each([80, 120])("at %i columns", (width) => {
  test("a run shows every host, what it waits for and the command that goes on", async () => {
    await expect(renderRun(wave, { width, style })).toMatchFileSnapshot(`../../test/goldens/runs/show-${width}.txt`);
  });

  test("the list says what is under way", async () => {
    const list = {
      schema: "ferry/run-list/1",
      runs: [wave, run("20261122-220000-0001", [host("db1", "converted", { end: moved })])],
    } as const;
    await expect(renderRunList(list, { width, style })).toMatchFileSnapshot(
      `../../test/goldens/runs/list-${width}.txt`,
    );
  });
});

test.each([
  [run("r1", [host("a", "converted"), host("b", "converted")]), "Run r1 finished: 2 moved."],
  [
    wave,
    "Run 20261123-021504-4f3a is under way: 1 moved, 1 rolled back (web2), 1 stopped before the first change (web3), 2 need you (web4, web7), 1 being worked on, 1 waiting.",
  ],
  [run("r2", [host("a", "idle")]), "Run r2 is under way: 1 not at an end, with nobody at work: ferry run continue."],
  [run("r3", [host("a", "tried")]), "Run r3 finished: 1 tried."],
  [run("r5", [host("a", "converted"), host("b", "arrived")]), "Run r5 finished: 1 moved, 1 there already."],
  [
    run(
      "r4",
      ["a", "b", "c", "d", "e", "f", "g"].map((name) => host(name, "needs-you")),
    ),
    "Run r4 finished: 7 need you (a, b, c, d, e, and 2 more).",
  ],
])("the last line of run %# is true", (view, words) => {
  expect(runStatement(view)).toBe(words);
  expect(renderRun(view, { width: 500, style }).trimEnd().split("\n").at(-1)).toBe(words);
});

test("a list without runs says how to begin, and one with an idle run how to go on", () => {
  expect(renderRunList({ schema: "ferry/run-list/1", runs: [] }, { width: 80, style })).toContain(
    "Next: ferry migrate HOST",
  );
  const idle = { schema: "ferry/run-list/1", runs: [run("r2", [host("a", "idle")])] } as const;
  expect(renderRunList(idle, { width: 80, style })).toContain("1 run with nobody at work on it: ferry run continue");
});

test("what hosts say cannot move the cursor", () => {
  const nasty = "\u001b[2J\u202eevil\n";
  const view = run("r5", [
    host("a", "asking", {
      question: { ...question, reason: nasty, fix: nasty },
      steps: [step("verify", 1, nasty, "failed")],
    }),
  ]);
  const event = { kind: "line", step: "convert", direction: "do", text: nasty } as const;
  const entry = { schema: "ferry/event/1", at, run: "r5", host: "a", event } as const;
  for (const text of [renderRun(view, { width: 80, style }), renderLog([entry], { width: 80, style })]) {
    expect(text).toContain("evil");
    expect(text).not.toMatch(/[\u001b\u202e]/);
  }
});
