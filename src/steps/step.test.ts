import { expect, test } from "vitest";
import { pointOfNoReturn, stepKinds, steps } from "./step.ts";

test("the point of no return is the first step that only a restore point takes back", () => {
  expect(pointOfNoReturn(stepKinds)).toBe("convert");
  expect(pointOfNoReturn(["preflight", "rehearse"])).toBeUndefined();
});

test("every step that changes something says how it is taken back, and no other does", () => {
  for (const kind of stepKinds) expect([kind, steps[kind].back !== ""]).toEqual([kind, steps[kind].inverse !== "none"]);
});
