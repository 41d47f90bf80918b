import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dayAfter, dayOf, lastDay } from "./calendar.ts";

const day = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2399-12-30"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test("the day after is the one that the platform's calendar has", () => {
  fc.assert(
    fc.property(day, (one) => {
      const next = new Date(Date.parse(one) + 86_400_000).toISOString().slice(0, 10);
      expect(dayAfter(one)).toBe(next);
    }),
  );
});

test("the day after the last day of a month is the first of the next", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2399 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
      const next = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
      expect(dayAfter(lastDay(year, month))).toBe(next);
    }),
  );
});
