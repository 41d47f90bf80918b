import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { runTestcase } from "../../src/resolve/testcase/run-testcase.ts";
import { runTool } from "../generate/run-tool.ts";

/** Runs a testcase of one block with libsolv's testsolv (`path` is where to put it) and with Ferry; the lines that differ. */
export async function compareWithTestsolv(path: string, text: string): Promise<readonly string[]> {
  writeFileSync(path, text);
  const { stdout } = await runTool("testsolv", ["-r", path]);
  const expected = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => `#>${line}\n`);
  const whole = text + expected.join("");
  writeFileSync(path, whole);
  const outcome = runTestcase({
    text: whole,
    files: () => "",
    // Debian 12 has libsolv 0.7.23.
    generation: "0.7.24",
    digest: (one) => createHash("md5").update(one).digest("hex"),
  });
  if (outcome.kind === "skipped") return [`Ferry skips it: ${outcome.why}`];
  return outcome.kind === "passed" ? [] : outcome.differences;
}
