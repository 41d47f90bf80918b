import { expect, test } from "vitest";
import { stepKinds } from "../steps/step.ts";
import type { RunSpec } from "../store/run-spec.ts";
import { hostsReadAhead } from "./start-run.ts";

test("the hosts of a run are read ahead, unless some of them have to wait for others", () => {
  const two: RunSpec = {
    id: "run-1",
    by: "ada",
    rollback: "auto",
    atOnce: 2,
    options: { to: "almalinux-9" },
    hosts: ["n1", "n2"].map((host) => ({ host, target: { host }, steps: stepKinds })),
  };
  expect(hostsReadAhead(two)).toEqual([
    { run: "run-1", host: "n1", target: { host: "n1" }, options: { to: "almalinux-9" }, steps: stepKinds },
    { run: "run-1", host: "n2", target: { host: "n2" }, options: { to: "almalinux-9" }, steps: stepKinds },
  ]);
  expect(hostsReadAhead({ ...two, atOnce: 1 })).toEqual([]);
});
