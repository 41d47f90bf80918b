import { expect, test } from "vitest";
import { planDifference, shortened } from "./plan-difference.ts";

const checksum = { algorithm: "sha256", hex: "00" };
const bash = { nevra: "bash-5.1.8-9.el9.x86_64", repository: "baseos", checksum, downloadBytes: 1 };
const curl = { nevra: "curl-7.76.1-31.el9.x86_64", repository: "baseos", checksum, downloadBytes: 1 };
const foretold = {
  arriving: [bash],
  leaving: ["bash-5.1.8-10.el9.x86_64"],
  after: [bash.nevra, "zip-3.0-35.el9.x86_64"],
};

test("a plan that is the foretold one differs in nothing", () => {
  expect(planDifference(foretold, foretold)).toEqual([]);
});

test("what dnf would do otherwise is told package by package", () => {
  expect(planDifference(foretold, { ...foretold, arriving: [curl], leaving: ["zip-3.0-35.el9.x86_64"] })).toEqual([
    "dnf would bring curl-7.76.1-31.el9.x86_64 from baseos, which was not foretold",
    "bash-5.1.8-9.el9.x86_64 from baseos was foretold, and dnf would not bring it",
    "dnf would remove zip-3.0-35.el9.x86_64, which was not foretold",
    "bash-5.1.8-10.el9.x86_64 was foretold to go, and dnf would not remove it",
  ]);
});

test("a package that somebody has installed since is told when the plan itself is the same", () => {
  expect(planDifference(foretold, { ...foretold, after: [bash.nevra, "tar-1.34-7.el9.x86_64"] })).toEqual([
    "tar-1.34-7.el9.x86_64 has been installed since the host was read",
    "zip-3.0-35.el9.x86_64 has been removed since the host was read",
  ]);
});

test("a long list ends in a count", () => {
  const lines = shortened(Array.from({ length: 25 }, (_, index) => String(index)));
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe("and 5 more");
});
