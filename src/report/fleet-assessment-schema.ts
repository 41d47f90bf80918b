import { z } from "zod";
import { hostAssessment } from "./assessment-schema.ts";
import type { FleetAssessment } from "./fleet-assessment.ts";

const count = z.int().min(0);
const range = z.tuple([count, count]).describe("The least and the most on any of its hosts");

const cohort = z.strictObject({
  release: z.string().nullable(),
  target: z.string().nullable(),
  architecture: z.string().nullable(),
  outcome: z.enum(["ready", "arrived", "blocked", "unsupported"]).describe("Of the packages alone"),
  reason: z.string().describe('Why, where it is arrived or unsupported; else ""'),
  basis: hostAssessment.shape.basis,
  problems: hostAssessment.shape.problems,
  lost: z.array(z.string()).describe("Names of packages that go and have no successor"),
  hosts: z.array(z.string()),
  changes: z.strictObject({
    installed: range,
    install: range,
    upgrade: range,
    downgrade: range,
    reinstall: range,
    obsolete: range,
    remove: range,
  }),
});

/** `ferry assess FILE --json` for a fleet file. */
export const FleetAssessmentDocument = z.strictObject({
  schema: z.literal("ferry/fleet/1"),
  exit: z.int(),
  hosts: count,
  inventories: count.describe("Different sets of packages among the hosts that were solved"),
  transactions: count.describe("Different transactions that come out of them"),
  cohorts: z.array(cohort).describe("Hosts with the same answer, the largest first"),
  unreadable: z.array(z.strictObject({ line: count, reason: z.string() })),
  unreadableLines: count,
  undecided: z.array(z.string()),
}) satisfies z.ZodType<FleetAssessment>;
