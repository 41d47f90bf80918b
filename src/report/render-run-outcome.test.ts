import { expect, test } from "vitest";
import { renderRunOutcome } from "./render-run-outcome.ts";
import type { RunOutcomeView } from "./run-outcome.ts";
import { plainStyle } from "./style.ts";

test("a reason of several lines is told in lines, under one another", () => {
  const end = {
    kind: "rolled-back",
    proof: { kind: "equal" },
    because: "the next boot would not work\n/boot/vmlinuz is not there\nno driver for the disk of /",
  } as const;
  const view: RunOutcomeView = {
    schema: "ferry/run-outcome/1",
    exit: 3,
    hosts: [{ host: "web1", run: "r1", wayBack: false, end, question: null }],
  };
  expect(renderRunOutcome(view, { style: plainStyle, width: 80 })).toBe(
    [
      "✖ web1  rolled back and verified: the next boot would not work",
      "        /boot/vmlinuz is not there",
      "        no driver for the disk of /",
      "    What went wrong: ferry run show r1",
      "",
    ].join("\n"),
  );
});
