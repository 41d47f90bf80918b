import { z } from "zod";
import { explainedProblem } from "./explanation-schema.ts";
import type { SolutionReport } from "./solution.ts";

/** `ferry solve --json`. */
export const SolutionDocument = z.strictObject({
  schema: z.literal("ferry/solution/1"),
  exit: z.int(),
  blocks: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("gave-up"), conflicts: z.int().min(0) }),
      z.strictObject({
        kind: z.literal("solved"),
        transaction: z.array(z.string()).describe("Lines as libsolv's testcases have them"),
        order: z.array(z.string()).describe("The results order and orderedges, where the testcase asks for them"),
        problems: z.array(explainedProblem),
        comparison: z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("nothing-expected") }),
          z.strictObject({ kind: z.literal("as-expected") }),
          z.strictObject({
            kind: z.literal("different"),
            lines: z.array(z.string()).describe("`-` for a line that is missing, `+` for one that is too many"),
          }),
          z.strictObject({ kind: z.literal("not-compared"), why: z.string() }),
        ]),
      }),
    ]),
  ),
}) satisfies z.ZodType<SolutionReport>;
