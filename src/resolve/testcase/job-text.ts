import type { Pool } from "../../pool/pool.ts";
import { type Job, type Selection, selectedPackages } from "../jobs.ts";
import { jobDependencyText } from "./dependency-text.ts";
import { jobFlagNames } from "./job-flag-names.ts";
import { packageText } from "./package-text.ts";

/** A job as a testcase writes it. */
export function jobText(pool: Pool, job: Job): string {
  const flags = jobFlagNames.filter(([flag]) => (job.flags & flag) !== 0).map(([, name]) => name);
  return `${job.action} ${selectionText(pool, job.selection)}${flags.length === 0 ? "" : ` [${flags.join(",")}]`}`;
}

function selectionText(pool: Pool, selection: Selection): string {
  switch (selection.kind) {
    case "package":
      return `pkg ${packageText(pool, selection.id)}`;
    case "name":
    case "provides":
      return `${selection.kind} ${jobDependencyText(pool, selection.dependency)}`;
    case "one-of":
    case "offered": {
      const ids = selectedPackages(pool, selection);
      return ids.length === 0 ? "oneof nothing" : `oneof ${ids.map((id) => packageText(pool, id)).join(" ")}`;
    }
    case "repository":
      return `repo ${pool.repositories[selection.repository]?.id ?? ""}`;
    case "all":
      return "all packages";
  }
}
