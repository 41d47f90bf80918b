import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { array, constantFrom, sample, tuple } from "fast-check";
import { expect, test } from "vitest";
import { sharedData } from "../../test/support/shared-data.ts";
import { compareVersion } from "./compare-version.ts";

test.each([
  ["1.0", "1.0", 0],
  ["1.0~rc1", "1.0", -1],
  ["1.0~rc1", "1.0~rc2", -1],
  ["1.0^20240101", "1.0", 1],
  ["1.0^git1", "1.0.1", -1],
  ["1.0~rc1^git1", "1.0~rc1", 1],
  ["fc4", "fc.4", 0],
  ["2a", "2.0", -1],
  ["10", "9", 1],
  ["010", "10", 0],
  ["1.0", "1.0.0", -1],
  ["a", "1", -1],
  ["1_1", "1+1", 0],
  ["18446744073709551617", "18446744073709551616", 1],
] as const)("compareVersion(%j, %j) is %i", (left, right, expected) => {
  expect(compareVersion(left, right)).toBe(expected);
  expect(compareVersion(right, left)).toBe(expected === 0 ? 0 : -expected);
});

const data = sharedData("rpmdb/cavaliergopher-vercmp");

test.skipIf(data === undefined)("compareVersion() agrees with thousands of cases by others", () => {
  const cases = JSON.parse(readFileSync(join(data ?? "", "vercmp.json"), "utf8")) as {
    readonly a: string;
    readonly b: string;
    readonly expect: number;
  }[];
  const wrong = cases.filter(({ a, b, expect: order }) => compareVersion(a, b) !== order);
  expect(cases.length).toBeGreaterThan(1000);
  expect(wrong).toEqual([]);
});

function rpmVersion(): string | undefined {
  try {
    return execFileSync("rpm", ["--version"], { encoding: "utf8" });
  } catch {
    console.log("not run: no rpm here to compare versions with");
    return undefined;
  }
}

test.skipIf(rpmVersion() === undefined)("compareVersion() agrees with rpm itself on random versions", () => {
  const part = constantFrom("0", "1", "9", "10", "00", "a", "b", "rc", "Z", ".", "_", "+", "~", "^", "~~", "é");
  const version = array(part, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""));
  const pairs = sample(tuple(version, version), 1500);
  const calls = pairs.map(
    ([left, right]) => `print(rpm.vercmp(${JSON.stringify(left)},${JSON.stringify(right)}).." ")`,
  );
  const answers = execFileSync("rpm", ["--eval", `%{lua:${calls.join(" ")}}`], { encoding: "utf8" });
  const expected = answers.trim().split(/\s+/).map(Number);
  expect(pairs.map(([left, right]) => ({ left, right, order: compareVersion(left, right) }))).toEqual(
    pairs.map(([left, right], index) => ({ left, right, order: expected[index] })),
  );
});
