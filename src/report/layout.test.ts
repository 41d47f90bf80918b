import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatCount } from "./layout.ts";

test("formatCount() groups digits as English does", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (count) => {
      expect(formatCount(count)).toBe(count.toLocaleString("en"));
    }),
  );
});
