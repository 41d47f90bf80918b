import { expect, test } from "vitest";
import { madeIndex } from "../../test/support/made-modules.ts";
import { compareModules, streamsByPackage } from "./compare-modules.ts";

test("compareModules() compares the newest build of each stream, and the defaults", () => {
  const left = madeIndex(
    ["node:18:8090020230101000000", "node:18:8100020240101000000:def", "node:16", "php:8.1:2", "perl:5.26"],
    ["node:18", "php:8.1", "perl:5.26"],
  );
  const right = madeIndex(
    ["node:18:8100020240601000000", "node:20", "php:8.1:1", "perl:5.26"],
    ["node:20", "perl:5.26", "ruby:3.3"],
  );
  expect(compareModules(left, right)).toEqual({
    streams: { left: 4, right: 4 },
    same: 1,
    changed: [
      { module: "node", stream: "16", left: "1", right: "" },
      { module: "node", stream: "18", left: "8100020240101000000", right: "8100020240601000000" },
      { module: "node", stream: "20", left: "", right: "1" },
      { module: "php", stream: "8.1", left: "2", right: "1" },
    ],
    defaults: [
      { module: "node", left: "18", right: "20" },
      { module: "php", left: "8.1", right: "" },
      { module: "ruby", left: "", right: "3.3" },
    ],
  });
  expect(compareModules(undefined, left).streams).toEqual({ left: 0, right: 4 });
});

test("streamsByPackage() knows the packages of every build", () => {
  const index = madeIndex([
    { id: "node:18:1", artifacts: ["nodejs-1:18.1-1.x86_64", "npm-9-1.noarch"] },
    { id: "node:20:1", artifacts: ["nodejs-1:20.1-1.x86_64"] },
  ]);
  expect(Object.fromEntries(streamsByPackage(index))).toEqual({
    "nodejs-1:18.1-1.x86_64": "node:18",
    "npm-9-1.noarch": "node:18",
    "nodejs-1:20.1-1.x86_64": "node:20",
  });
});
