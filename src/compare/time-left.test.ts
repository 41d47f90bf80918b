import { expect, test } from "vitest";
import { timeLeft } from "./time-left.ts";

test.each([
  ["2027-05-31", "in 189 days"],
  ["2026-11-24", "in 1 day"],
  ["2026-11-23", "today"],
  ["2026-11-22", "ended 1 day ago"],
  ["2024-12-31", "ended 692 days ago"],
  ["2024-06-30", "ended 2.4 years ago"],
  ["2032-05-31", "in 5.5 years"],
])("on 2026-11-23 the end %s is %s", (end, words) => {
  expect(timeLeft(end, "2026-11-23")).toBe(words);
});
