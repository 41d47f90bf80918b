import { z } from "zod";
import { stepKinds } from "../steps/step.ts";
import { hostAssessment } from "./assessment-schema.ts";
import type { EvidenceView } from "./evidence.ts";
import type { MigrationPlanView } from "./migration-plan.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { RestorePointsView, RestorePreviewView } from "./restore-points.ts";
import type { Verification } from "./verification.ts";

const count = z.int().min(0);
const time = z.iso.datetime({ offset: true });
const seconds = z.number().min(0);
const step = z.enum(stepKinds);

/** `ferry report --format json`. */
export const EvidenceDocument = z.strictObject({
  schema: z.literal("ferry/evidence/1"),
  host: z.string(),
  run: z.string(),
  startedBy: z.string().describe("user@machine"),
  ferry: z.string(),
  from: z.string(),
  to: z.string(),
  statement: z.string().describe("Where the host is, in a true sentence"),
  state: z.string(),
  startedAt: time,
  endedAt: time.nullable(),
  outageSeconds: seconds
    .nullable()
    .describe(
      "From the begin of the transaction to the host's return; null where there was no outage or it has not ended",
    ),
  steps: z.array(
    z.strictObject({
      step: z.string(),
      title: z.string(),
      direction: z.enum(["do", "undo"]).describe("undo: the step is taken back"),
      startedAt: time,
      seconds,
      outcome: z.string(),
      summary: z.string(),
      result: z.json(),
    }),
  ),
  packages: z.strictObject({ arrived: z.array(z.string()), left: z.array(z.string()), kept: z.int() }),
  differences: z.array(
    z.strictObject({
      what: z.string(),
      before: z.string(),
      after: z.string(),
      judgement: z.enum(["expected", "waived", "failure"]),
      why: z.string(),
    }),
  ),
  waivers: z.array(z.strictObject({ finding: z.string(), who: z.string(), why: z.string() })),
  documents: z
    .array(z.strictObject({ name: z.string(), bytes: count, sha256: z.string() }))
    .describe("What this rests on"),
}) satisfies z.ZodType<EvidenceView>;

/** `ferry migrate --dry-run --json`. */
export const MigrationPlanDocument = z.strictObject({
  schema: z.literal("ferry/migration-plan/1"),
  assessment: hostAssessment,
  stopped: z
    .strictObject({ reason: z.string(), fix: z.string() })
    .nullable()
    .describe("Why it would stop at its preflight"),
  steps: z
    .array(
      z.strictObject({
        kind: step,
        title: z.string(),
        changes: z.string(),
        inverse: z.enum(["none", "undo", "restore-point"]),
        back: z.string(),
      }),
    )
    .describe("None where the host is the target already"),
  pointOfNoReturn: step.nullable().describe("From here on only the restore point leads back"),
  without: z.array(z.string()).describe("What the user has decided to go without, in sentences"),
}) satisfies z.ZodType<MigrationPlanView>;

/** `ferry verify --json`, one a line. */
export const VerificationDocument = z.strictObject({
  schema: z.literal("ferry/verification/1"),
  host: z.string(),
  change: z.enum(["conversion", "rollback", "none"]).describe("What the host went through between the two looks"),
  outcome: z.enum(["proven", "failed"]),
  summary: z.string(),
  before: time,
  after: time,
  equal: count.describe("Probes that see the same as before"),
  checks: z.array(
    z.strictObject({
      id: z.enum([
        "release",
        "packages",
        "left-from-source",
        "signatures",
        "kernel",
        "rpm-database",
        "dnf-check",
        "dnf-update",
      ]),
      title: z.string(),
      state: z.enum(["passed", "failed", "unknown"]),
      detail: z.string(),
    }),
  ),
  differences: z.array(
    z.strictObject({
      kind: z.enum(["expected", "waived", "failure"]),
      probe: z.string().describe("FAMILY/KEY, stable: what --expect names"),
      what: z.string(),
      before: z.string(),
      after: z.string(),
      why: z.string(),
      notice: z.boolean().describe("Explained, and still something to look at"),
    }),
  ),
  unproven: z.array(z.strictObject({ family: z.string(), words: z.string(), reason: z.string() })),
}) satisfies z.ZodType<Verification>;

/** `rehearsal.json` in the folder of a run and host. Sizes are bytes. */
export const RehearsalDocument = z.strictObject({
  schema: z.literal("ferry/rehearsal/1"),
  host: z.string(),
  outcome: z.enum(["passed", "failed", "impossible"]),
  summary: z.string(),
  fix: z.string(),
  transactionSeconds: seconds,
  preparationSeconds: seconds,
  packages: count,
  growth: z.array(z.strictObject({ mount: z.string(), bytes: z.int(), free: z.int() })),
  peakBytes: z.int(),
  leftovers: z.array(z.string()).describe(".rpmnew, .rpmsave and .rpmorig files that would come to be"),
  boot: z.strictObject({
    before: z.string().nullable(),
    after: z.string().nullable(),
    added: z.array(z.string()),
    removed: z.array(z.string()),
  }),
  findings: z.array(
    z.strictObject({
      id: z.enum([
        "rehearsal/transaction",
        "rehearsal/packages",
        "rehearsal/scriptlets",
        "rehearsal/configuration",
        "rehearsal/space",
        "rehearsal/boot",
      ]),
      what: z.string(),
      details: z.array(z.string()),
      fix: z.string(),
      waived: z.boolean(),
    }),
  ),
  limits: z.array(z.string()).describe("What the rehearsal does not tell, in whole sentences"),
}) satisfies z.ZodType<Rehearsal>;

/** `ferry backup list --json`, and `create` and `test`. */
export const RestorePointsDocument = z.strictObject({
  schema: z.literal("ferry/restore-points/1"),
  points: z.array(
    z.strictObject({
      host: z.string(),
      id: z.string(),
      run: z.string().nullable(),
      createdAt: time,
      release: z.string(),
      state: z.enum(["tested", "untested", "failed"]),
      test: z.string(),
      where: z.string(),
      files: count,
      bytes: count,
      packedBytes: count.nullable().describe("null with restic, which packs all points together"),
      covers: z.array(z.string()),
      packages: count,
      notes: z.array(z.string()),
    }),
  ),
}) satisfies z.ZodType<RestorePointsView>;

/** `ferry backup restore --dry-run --json`. */
export const RestorePreviewDocument = z.strictObject({
  schema: z.literal("ferry/restore-preview/1"),
  host: z.string(),
  point: z.string(),
  createdAt: time,
  release: z.string(),
  written: count,
  corrected: count,
  removed: count,
  contentBytes: count,
  lost: z.strictObject({
    files: count,
    bytes: count,
    newest: z.array(
      z.strictObject({ modified: time, path: z.string(), bytes: count, what: z.enum(["changed", "new"]) }),
    ),
  }),
  rules: z.array(z.strictObject({ path: z.string(), action: z.enum(["restore", "owned", "leave"]), why: z.string() })),
}) satisfies z.ZodType<RestorePreviewView>;
