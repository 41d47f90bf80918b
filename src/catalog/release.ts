import { z } from "zod";
import { DateText, record } from "./source.ts";

/**
 * One build of a release. `architecture` is dnf's $basearch and the folder of the repositories; `machine` is what
 * `uname -m` says on hosts that run it; `cpuLevel` the n of x86-64-vn it needs. `mirrorListQuery` is added to mirror lists.
 */
const Build = z.strictObject({
  architecture: z.string(),
  machine: z.string(),
  cpuLevel: z.number().int().min(1).max(4).optional(),
  mirrorListQuery: z.string().optional(),
});
export type Build = z.infer<typeof Build>;

/**
 * A distribution and a version. `osRelease` is how /etc/os-release names it (null: it has no such file), `redhatRelease`
 * how the line of /etc/redhat-release begins, null where that does not tell it from another. What is null is not known.
 * `builds` is empty for releases that are no targets.
 */
export const Release = z.strictObject({
  ...record,
  title: z.string(),
  vendor: z.string(),
  major: z.number().int().positive(),
  osRelease: z.strictObject({ id: z.string(), names: z.array(z.string()).min(1) }).nullable(),
  redhatRelease: z.string().nullable(),
  /** Version of the kernel series, e.g. "5.14.0". */
  kernel: z.string(),
  /** The newest minor version that the source knew; its date null where it did not tell. */
  latest: z.strictObject({ minor: z.number().int(), date: DateText.nullable() }).nullable(),
  support: z.strictObject({ active: DateText.nullable(), security: DateText.nullable() }),
  builds: z.array(Build),
  /** File systems that hosts of other releases may have and this kernel cannot mount. */
  lacksFileSystems: z.array(z.string()),
});
export type Release = z.infer<typeof Release>;
