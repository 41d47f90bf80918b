import { expect, test } from "vitest";
import { type PruneOptions, prunePoints } from "./prune.ts";
import type { RestorePoint } from "./restore-point.ts";
import { samplePoint } from "./test-support/sample-point.ts";

const tested: RestorePoint["test"] = {
  kind: "tested",
  at: "2026-11-20T00:00:00.000Z",
  how: "restored",
  files: 1,
  packages: 1,
  seconds: 1,
  notes: [],
};
const point = (day: number, changes: Partial<RestorePoint> = {}) =>
  samplePoint({ id: `p${day}`, createdAt: `2026-11-${String(day).padStart(2, "0")}T00:00:00.000Z`, ...changes });

function removed(points: readonly RestorePoint[], options: Partial<PruneOptions>): readonly string[] {
  const daysOld = ({ createdAt }: RestorePoint) => 30 - Number(createdAt.slice(8, 10));
  return prunePoints(points, { openRuns: new Set(), daysOld, ...options })
    .filter(({ action }) => action === "remove")
    .map(({ point: { id } }) => id);
}

test("by number, by age, by both", () => {
  const points = [point(28, { test: tested }), point(20), point(10), point(1)];
  expect(removed(points, { keep: 2 })).toEqual(["p10", "p1"]);
  expect(removed(points, { olderThanDays: 15 })).toEqual(["p10", "p1"]);
  expect(removed(points, { keep: 3, olderThanDays: 15 })).toEqual(["p1"]);
});

test("the point of a run that has not ended stays, however old", () => {
  expect(removed([point(20), point(1, { run: "r1" })], { keep: 0, openRuns: new Set(["r1"]) })).toEqual(["p20"]);
});

test("the last tested point stays while newer ones are untested, or while any run has not ended", () => {
  expect(removed([point(20), point(10, { test: tested }), point(1, { test: tested })], { keep: 0 })).toEqual([
    "p20",
    "p1",
  ]);
  expect(removed([point(20, { test: tested })], { keep: 0, openRuns: new Set(["other"]) })).toEqual([]);
  expect(removed([point(20, { test: tested })], { keep: 0 })).toEqual(["p20"]);
});
