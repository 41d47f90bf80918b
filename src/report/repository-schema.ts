import { z } from "zod";
import type { RepositoryDiffView, RepositoryInfoView } from "./render-repository.ts";

const count = z.int().min(0);

/** `ferry repo info --json`. */
export const RepositoryInfoDocument = z.strictObject({
  location: z.string(),
  packages: count,
  provides: count,
  requires: count,
  files: count.describe("Paths in primary.xml"),
  modules: count.describe("Module streams"),
  updates: count.describe("Advisories"),
  groups: count.describe("Groups of comps.xml"),
  revision: z.string().nullable(),
  signature: z.strictObject({ kind: z.string(), detail: z.string() }),
  architectures: z.record(z.string(), count),
  newestBuild: z.iso.date().nullable(),
  downloadBytes: count,
  warnings: z.array(z.string()),
}) satisfies z.ZodType<RepositoryInfoView>;

const change = z.strictObject({ package: z.string(), left: z.string(), right: z.string() });
const soname = z.strictObject({ name: z.string(), neededBy: count });

/** `ferry repo diff --json`. Versions are `[epoch:]version-release`, changed packages `name.arch`, others NEVRA. */
export const RepositoryDiffDocument = z.strictObject({
  left: z.string(),
  right: z.string(),
  equal: z.boolean(),
  packages: z.strictObject({ left: count, right: count }),
  same: count,
  newer: z.array(change),
  older: z.array(change),
  onlyLeft: z.array(z.string()),
  onlyRight: z.array(z.string()),
  sonames: z.strictObject({ onlyLeft: z.array(soname), onlyRight: z.array(soname) }),
}) satisfies z.ZodType<RepositoryDiffView>;
