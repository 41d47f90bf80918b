import { expect, test } from "vitest";
import { progressWords } from "./progress-words.ts";
import { refusalWords } from "./refusal-words.ts";

test("a refusal for want of room names the mount and the megabytes", () => {
  const { reason, fix } = refusalWords(
    {
      kind: "refused",
      stage: "space",
      reason: "the transaction could run out of space",
      details: [{ mount: "/boot", needed: 300 << 20, free: 100 << 20, of: "bytes" }],
    },
    "web1",
  );
  expect(reason).toBe("the transaction could run out of space\n/boot needs 300 MB and has 100 MB: 200 MB more");
  expect(fix).toContain("ferry migrate web1");
});

test("what a host says is shown without control characters", () => {
  const refusal = { kind: "refused", stage: "unheard-of", reason: "no", details: ["\u001b[31mred\u0007"] } as const;
  expect(refusalWords(refusal, "web1").reason).toBe("no\n[31mred");
});

test.each([
  [{ kind: "download", bytes: 5e6, of: 1e7, files: 2 }, "downloaded 5 of 10 MB (2 packages)", false],
  [
    { kind: "item", item: 3, of: 3, package: "bash-5.1-1.x86_64", action: "Upgrading" },
    "3 of 3: Upgrading bash-5.1-1.x86_64",
    true,
  ],
])("%j is told as words", (value, text, last) => {
  expect(progressWords(value)).toEqual({ kind: value.kind, text, last });
});

test.each([[{ kind: "found", stage: "before", come: 0, arriving: 9 }], [{ kind: "unknown" }], ["text"], [null]])(
  "%j is not told",
  (value) => {
    expect(progressWords(value)).toBeUndefined();
  },
);
