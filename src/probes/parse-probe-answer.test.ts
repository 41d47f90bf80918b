import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseProbeAnswer } from "./parse-probe-answer.ts";
import { ProbeError } from "./probe-error.ts";
import { itemsOf } from "./probe-snapshot.ts";

const nonce = "0123abcd";

function answer(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

test("a whole answer is read, and what a login shell says around it is passed over", () => {
  const readings = parseProbeAnswer(
    answer(
      "Welcome to db01",
      `${nonce} ferry-probes 1`,
      `${nonce} begin ports`,
      "a line of some other program",
      "|sshd\ttcp 0.0.0.0:22",
      "|chronyd\tudp 127.0.0.1:323",
      `${nonce} end known `,
      `${nonce} begin sql`,
      `${nonce} end absent `,
      `${nonce} begin http`,
      `${nonce} end unreadable curl is not installed`,
      `${nonce} all 3`,
      "bye",
    ),
    nonce,
  );
  expect([...itemsOf(readings, "ports")]).toEqual([
    ["tcp 0.0.0.0:22", "sshd"],
    ["udp 127.0.0.1:323", "chronyd"],
  ]);
  expect(readings.get("sql")).toEqual({ kind: "absent" });
  expect(readings.get("http")).toEqual({ kind: "unreadable", reason: "curl is not installed" });
});

test("a key may hold tabs and come twice; the order of its values does not count", () => {
  const read = (first: string, second: string) =>
    itemsOf(
      parseProbeAnswer(
        answer(
          `${nonce} ferry-probes 1`,
          `${nonce} begin files`,
          `|${first}\t/a\tb`,
          `|${second}\t/a\tb`,
          `${nonce} end known`,
          `${nonce} all 1`,
        ),
        nonce,
      ),
      "files",
    );
  expect([...read("x", "y")]).toEqual([["/a\tb", "x | y"]]);
  expect(read("x", "y")).toEqual(read("y", "x"));
});

test("a family with a line that is no item is unreadable as a whole", () => {
  const readings = parseProbeAnswer(
    answer(
      `${nonce} ferry-probes 1`,
      `${nonce} begin cron`,
      "|good\t/etc/crontab",
      "|half",
      `${nonce} end known`,
      `${nonce} all 1`,
    ),
    nonce,
  );
  expect(readings.get("cron")).toEqual({ kind: "unreadable", reason: '"half" is no item' });
});

test.each([
  ["nothing came", ""],
  ["it was cut in a family", answer(`${nonce} ferry-probes 1`, `${nonce} begin cron`, "|a\tb")],
  ["it was cut between families", answer(`${nonce} ferry-probes 1`)],
  ["the last line is half", `${nonce} ferry-probes 1\n${nonce} all 0`],
  ["another protocol", answer(`${nonce} ferry-probes 2`, `${nonce} all 0`)],
  ["an unknown family", answer(`${nonce} ferry-probes 1`, `${nonce} begin __proto__`)],
  [
    "a family twice",
    answer(
      `${nonce} ferry-probes 1`,
      `${nonce} begin sql`,
      `${nonce} end absent`,
      `${nonce} begin sql`,
      `${nonce} end absent`,
      `${nonce} all 2`,
    ),
  ],
  ["a family too few", answer(`${nonce} ferry-probes 1`, `${nonce} all 1`)],
  ["an unknown state", answer(`${nonce} ferry-probes 1`, `${nonce} begin sql`, `${nonce} end fine`, `${nonce} all 1`)],
])("an answer is refused: %s", (_, text) => {
  expect(() => parseProbeAnswer(text, nonce)).toThrow(ProbeError);
});

test("any text is read or refused, whatever it holds", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      `${nonce} ferry-probes 1\n`,
      `${nonce} begin units\n`,
      `${nonce} begin ports\n`,
      `${nonce} end known \n`,
      `${nonce} end unreadable x\n`,
      `${nonce} all 1\n`,
      `${nonce} all 2\n`,
      "|active running enabled simple -\thttpd.service\n",
      "|\t\n",
      "|__proto__\t__proto__\n",
    ),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        for (const reading of parseProbeAnswer(pieces.join(""), nonce).values()) {
          expect(["known", "absent", "unreadable"]).toContain(reading.kind);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
    { numRuns: 2000 },
  );
});
