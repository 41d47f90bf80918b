import { z } from "zod";
import { factsJsonSchema } from "../facts/facts-json-schema.ts";
import { AssessmentDocument } from "../report/assessment-schema.ts";
import { ChoiceDocument } from "../report/choice.ts";
import { ComparisonDocument } from "../report/comparison-schema.ts";
import { ExplanationDocument } from "../report/explanation-schema.ts";
import { FleetAssessmentDocument } from "../report/fleet-assessment-schema.ts";
import { LifecycleDocument } from "../report/lifecycle.ts";
import {
  EvidenceDocument,
  MigrationPlanDocument,
  RehearsalDocument,
  RestorePointsDocument,
  RestorePreviewDocument,
  VerificationDocument,
} from "../report/move-schema.ts";
import { RepositoryDiffDocument, RepositoryInfoDocument } from "../report/repository-schema.ts";
import { RpmdbDocument } from "../report/rpmdb-schema.ts";
import { EventDocument, RunDocument, RunListDocument, RunOutcomeDocument } from "../report/run-schema.ts";
import { SolutionDocument } from "../report/solution-schema.ts";
import { RequestError } from "./request-error.ts";

const schemas: Readonly<Record<string, () => unknown>> = {
  facts: factsJsonSchema,
  assessment: () => z.toJSONSchema(AssessmentDocument),
  choice: () => z.toJSONSchema(ChoiceDocument),
  comparison: () => z.toJSONSchema(ComparisonDocument),
  lifecycle: () => z.toJSONSchema(LifecycleDocument),
  fleet: () => z.toJSONSchema(FleetAssessmentDocument),
  explanation: () => z.toJSONSchema(ExplanationDocument),
  solution: () => z.toJSONSchema(SolutionDocument),
  rpmdb: () => z.toJSONSchema(RpmdbDocument),
  run: () => z.toJSONSchema(RunDocument),
  "run-list": () => z.toJSONSchema(RunListDocument),
  "run-outcome": () => z.toJSONSchema(RunOutcomeDocument),
  event: () => z.toJSONSchema(EventDocument),
  "migration-plan": () => z.toJSONSchema(MigrationPlanDocument),
  rehearsal: () => z.toJSONSchema(RehearsalDocument),
  verification: () => z.toJSONSchema(VerificationDocument),
  evidence: () => z.toJSONSchema(EvidenceDocument),
  "restore-points": () => z.toJSONSchema(RestorePointsDocument),
  "restore-preview": () => z.toJSONSchema(RestorePreviewDocument),
  "repo-info": () => z.toJSONSchema(RepositoryInfoDocument),
  "repo-diff": () => z.toJSONSchema(RepositoryDiffDocument),
};

/** The JSON Schema (draft 2020-12) of one of Ferry's documents. Throws RequestError for a name that is none. */
export function schemaOf(name: string): unknown {
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema === undefined) {
    throw new RequestError(`Cannot show the schema "${name}": there are ${Object.keys(schemas).join(", ")}`);
  }
  return schema();
}
