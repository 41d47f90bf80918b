import { expect, test } from "vitest";
import type { HostRow } from "../store/run-readers.ts";
import type { HostEnd } from "../workflow/host-end.ts";
import { lastMove } from "./last-move.ts";

function row(run: string, end: HostEnd | undefined, steps: HostRow["steps"] = ["preflight", "convert"]): HostRow {
  const state = end === undefined ? "running" : "ended";
  return {
    run,
    host: "a",
    steps,
    end,
    state,
    phase: 1,
    target: null,
    now: undefined,
    question: undefined,
    changedAt: 0,
  };
}

const moved = row("moved", { kind: "converted", proof: { kind: "equal" } });
const back = row("back", { kind: "rolled-back", proof: { kind: "equal" }, because: "" });
const arrived = row("arrived", { kind: "arrived", because: "" });
const stopped = row("stopped", { kind: "stopped", because: "", fix: "", left: [] });
const rehearsed = row("rehearsed", { kind: "tried", left: [] }, ["preflight", "rehearse"]);
const running = row("running", undefined);

test.each([
  [[arrived, rehearsed, stopped, moved], "moved"],
  [[stopped, back, moved], "back"],
  [[running, back], "running"],
  [[arrived, stopped], "arrived"],
  [[rehearsed], undefined],
])("%#", (runs, found) => {
  expect(lastMove(runs)?.run).toBe(found);
});
