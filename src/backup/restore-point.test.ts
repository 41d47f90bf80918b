import { assert, json, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { parseRestorePoint } from "./restore-point.ts";
import { RestorePointError } from "./restore-point-error.ts";
import { samplePoint } from "./test-support/sample-point.ts";

test("a document is read as it was written", () => {
  const point = samplePoint();
  expect(parseRestorePoint(JSON.stringify(point), "point.json")).toEqual(point);
});

test.each([
  ["", "not JSON"],
  ["{}", "schema"],
  [JSON.stringify({ ...samplePoint(), id: "../../etc" }), "id"],
  [JSON.stringify({ ...samplePoint(), extra: 1 }), "extra"],
])("a document %# is refused with what is wrong", (text, words) => {
  expect(() => parseRestorePoint(text, "point.json")).toThrow(new RegExp(words));
});

test("whatever lies in the file, it is read or refused", () => {
  assert(
    property(oneof(string(), json()), (text) => {
      try {
        parseRestorePoint(text, "point.json");
      } catch (error) {
        expect(error).toBeInstanceOf(RestorePointError);
      }
    }),
  );
});
