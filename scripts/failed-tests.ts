import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { z } from "zod";

/** What is read of a report that vitest's `json` reporter writes. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

// Prints the tests that failed, each with its file and the first lines of why.
const report = reportSchema.parse(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));
for (const { name, status, message, assertionResults } of report.testResults) {
  const failed = assertionResults.filter((test) => test.status === "failed");
  const file = relative(process.cwd(), name);
  if (failed.length === 0 && status === "failed") console.log(`${file}\n${indented(message)}`);
  for (const test of failed)
    console.log(`${file} > ${test.fullName}\n${indented(test.failureMessages?.join("\n") ?? "")}`);
}

function indented(text: string): string {
  return text
    .split("\n")
    .slice(0, 15)
    .map((line) => `    ${line}`)
    .join("\n");
}
