import type { Pool } from "../../pool/pool.ts";
import {
  CLEAN_DEPENDENCIES,
  ESSENTIAL,
  FORCE_BEST,
  type Job,
  NO_AUTOSET,
  NOT_BY_USER,
  OR_UPDATE,
  SET_ARCH,
  SET_EV,
  SET_EVR,
  SET_NAME,
  SET_REPOSITORY,
  SET_VENDOR,
  type Selection,
  TARGETED,
  WEAK,
} from "../jobs.ts";
import { jobDependencyText } from "./dependency-text.ts";
import { packageText } from "./package-text.ts";

const flagNames: readonly (readonly [number, string])[] = [
  [WEAK, "weak"],
  [ESSENTIAL, "essential"],
  [CLEAN_DEPENDENCIES, "cleandeps"],
  [OR_UPDATE, "orupdate"],
  [FORCE_BEST, "forcebest"],
  [TARGETED, "targeted"],
  [NOT_BY_USER, "notbyuser"],
  [SET_EV, "setev"],
  [SET_EVR, "setevr"],
  [SET_ARCH, "setarch"],
  [SET_VENDOR, "setvendor"],
  [SET_REPOSITORY, "setrepo"],
  [SET_NAME, "setname"],
  [NO_AUTOSET, "noautoset"],
];

/** A job as a testcase writes it. */
export function jobText(pool: Pool, job: Job): string {
  const flags = flagNames.filter(([flag]) => (job.flags & flag) !== 0).map(([, name]) => name);
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
      return selection.ids.length === 0
        ? "oneof nothing"
        : `oneof ${selection.ids.map((id) => packageText(pool, id)).join(" ")}`;
    case "repository":
      return `repo ${pool.repositories[selection.repository]?.id ?? ""}`;
    case "all":
      return "all packages";
  }
}
