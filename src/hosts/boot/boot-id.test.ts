import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseBoot } from "./boot-id.ts";

const id = "476d47bc-ca65-427f-9834-a7432a3d2c02";

test.each([
  [`${id}\n5.14.0-570.el9.x86_64\nrunning\n--\n1min 2.500s\n`, { state: "running", bootSeconds: 62.5 }],
  [`${id}\n5.14.0-570.el9.x86_64\n--\n`, { state: "unknown", bootSeconds: undefined }],
  [`Welcome\n${id}\n5.14.0-570.el9.x86_64\ndegraded\n--\n983ms\n`, { state: "degraded", bootSeconds: 0.983 }],
])("%j is read", (text, expected) => {
  expect(parseBoot(text)).toEqual({ kind: "boot", id, kernel: "5.14.0-570.el9.x86_64", ...expected });
});

test("an answer that is not whole is none", () => {
  fc.assert(fc.property(fc.string(), (text) => parseBoot(text) === undefined));
  expect(parseBoot(`${id}\n5.14.0\nrunning\n`)).toBeUndefined();
});
