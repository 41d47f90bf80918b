import { z } from "zod";
import type { Assessment } from "./assessment.ts";

const date = z.iso.date();
const count = z.int().min(0);
const release = z.strictObject({
  title: z.string(),
  supportEnds: date.nullable(),
  supportDays: z.int().nullable(),
});

const finding = z.strictObject({
  id: z.string().regex(/^F-\d{4}$/),
  check: z.string(),
  severity: z.enum(["high", "medium", "low", "info"]),
  inhibitor: z.boolean(),
  unknown: z.boolean().describe("Nothing was found, because the check could not be made; `seen` says why"),
  title: z.string(),
  seen: z.string(),
  risk: z.string(),
  fix: z.string(),
});

const change = z.strictObject({ from: z.string(), to: z.string() });

const transaction = z.strictObject({
  install: z.array(z.string()).describe("NEVRA, as everywhere in the transaction"),
  upgrade: z.array(change),
  downgrade: z.array(change),
  reinstall: z.array(z.string()).describe("The same NEVRA, built by the target"),
  obsolete: z.array(z.strictObject({ old: z.string(), by: z.string() })),
  remove: z.array(z.strictObject({ nevra: z.string(), why: z.string() })),
});

/** One host of an assessment. */
export const hostAssessment = z.strictObject({
  host: z.string(),
  outcome: z.enum(["ready", "arrived", "blocked", "unsupported", "unreachable", "failed"]),
  summary: z.string(),
  release: z.string().nullable().describe("Release id, such as centos-stream-9; null where it is not known"),
  target: z.string().nullable(),
  route: z.array(z.strictObject({ kind: z.string(), from: z.string(), to: z.string() })),
  from: release.nullable(),
  to: release.nullable(),
  collectedAt: z.string().nullable().describe("When the facts were taken, ISO 8601"),
  factsDays: z.int().nullable().describe("Days from there to the assessment"),
  facts: z.strictObject({ known: count, absent: count, unreadable: count }),
  unreadable: z.array(z.strictObject({ fact: z.string(), reason: z.string() })),
  checks: z.strictObject({ passed: count, found: count, notApplicable: count, unknown: count }),
  repositories: z.array(
    z.strictObject({
      id: z.string(),
      url: z.string(),
      packages: count,
      revision: z.string().nullable(),
      signature: z.string(),
    }),
  ),
  findings: z.array(finding),
  basis: z.enum(["exact", "with-erasing", "none"]).describe("What `transaction` is"),
  transaction,
  totals: z.strictObject({
    installed: count,
    kept: count,
    downloadBytes: count,
    sizeChangeBytes: z.int(),
  }),
  problems: z.array(
    z.strictObject({
      kind: z.enum(["packages", "repository"]),
      because: z.array(z.string()),
      so: z.string().optional(),
      choices: z.array(z.string()),
    }),
  ),
  undecided: z.array(z.string()).describe("What this answer does not cover, in whole sentences"),
});

/** `ferry assess --json`. The type of the view model and this schema say the same; a test holds real answers against it. */
export const AssessmentDocument = z.strictObject({
  schema: z.literal("ferry/assessment/1"),
  exit: z.int(),
  hosts: z.array(hostAssessment),
}) satisfies z.ZodType<Assessment>;
