import { z } from "zod";
import type { ExplanationReport } from "./explanation.ts";

const nevras = z.array(z.string());

const choice = z.strictObject({
  what: z.string(),
  price: z
    .strictObject({
      removed: nevras.describe("Installed packages that go as well"),
      spared: nevras.describe("Installed packages that need not go any more"),
      heldBack: nevras.describe("Installed packages that stay as they are instead of becoming the target's"),
      downgraded: nevras.describe("Installed packages that are downgraded and were not"),
      brought: nevras.describe("New packages that come in as well"),
      saved: nevras.describe("New packages that need not come"),
    })
    .describe("Against the transaction that `ferry assess` shows; solved through, not guessed"),
});

const chain = { because: z.array(z.string()).describe("Each sentence rests on those before it"), so: z.string() };

export const explainedProblem = z.strictObject({ ...chain, choices: z.array(choice) });

const explanation = z.strictObject({
  package: z.string().describe("NEVRA"),
  fate: z.enum([
    "removed",
    "replaced",
    "upgraded",
    "downgraded",
    "rebuilt",
    "held back",
    "kept",
    "new",
    "not installed",
    "undecided",
  ]),
  what: z.string(),
  ...chain,
  asked: z.string().describe("Whose wish it comes down to"),
  alternatives: z.array(z.strictObject({ nevra: z.string(), repository: z.string(), why: z.string() })),
  choices: z.array(choice),
});

/** `ferry explain --json`. */
export const ExplanationDocument = z.strictObject({
  schema: z.literal("ferry/explanation/1"),
  exit: z.int(),
  host: z.string(),
  release: z.string().nullable(),
  target: z.string().nullable(),
  title: z.string(),
  basis: z.enum(["exact", "with-erasing", "none"]),
  problems: z.array(explainedProblem),
  packages: z.array(explanation),
  more: z.int().min(0),
  undecided: z.array(z.string()),
}) satisfies z.ZodType<ExplanationReport>;
