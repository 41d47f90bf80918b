import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cut, daysBetween, listed, size } from "./words.ts";

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
  [["a", "b", "c", "d", "e", "f"], "a, b, c, d, e and 1 more"],
])("listed(%o) is %s", (items, text) => expect(listed(items)).toBe(text));

test.each([
  ["2024-02-28", "2024-03-01", 2],
  ["2023-02-28", "2023-03-01", 1],
  ["2026-11-22", "2027-05-31", 190],
  ["2026-11-22", "2024-06-30", -875],
  ["2000-01-01", "2000-01-01", 0],
])("from %s to %s are %i days", (from, to, days) => expect(daysBetween(from, to)).toBe(days));

test("daysBetween() agrees with the calendar", () => {
  const day = fc.date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  const text = (date: Date): string => date.toISOString().slice(0, 10);
  fc.assert(
    fc.property(day, day, (left, right) => {
      const expected = (Date.parse(text(right)) - Date.parse(text(left))) / 86_400_000;
      expect(daysBetween(text(left), text(right))).toBe(expected);
    }),
  );
});

test.each([
  [1_200_000_000, "1.2 GB"],
  [339_500_000, "340 MB"],
])("size(%i) is %s", (bytes, text) => expect(size(bytes)).toBe(text));

test.each([
  ["short", 5, "short"],
  ["longer", 5, "long…"],
])("cut(%s, %i) is %s", (text, length, expected) => expect(cut(text, length)).toBe(expected));
