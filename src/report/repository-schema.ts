import { z } from "zod";
import type { RepositoryInfoView } from "./render-repository.ts";
import type { RepositoryDiffView } from "./repository-diff.ts";

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

const change = z.strictObject({
  package: z.string().describe("name.arch in A"),
  left: z.string(),
  right: z.string(),
  rightArch: z.string().describe("The architecture in B, where it is another").optional(),
  module: z.string().describe("module:stream").optional(),
  source: z.string().describe("Name of the source package in A; the package's own where it is not told"),
});
const soname = z.strictObject({ name: z.string(), neededBy: count });
const source = z.strictObject({
  source: z.string(),
  packages: count,
  whole: z.boolean().describe("The other side has nothing of this source"),
});
const nevras = z.array(z.string());

const modules = z.strictObject({
  streams: z.strictObject({ left: count, right: count }),
  same: count,
  changed: z
    .array(z.strictObject({ module: z.string(), stream: z.string(), left: z.string(), right: z.string() }))
    .describe("Versions of the newest builds; empty where a side has no such stream"),
  defaults: z.array(z.strictObject({ module: z.string(), left: z.string(), right: z.string() })),
});

const library = z.strictObject({
  library: z.string(),
  gone: z.boolean().describe("The other side has no such library; else it lacks the symbol versions of missing only"),
  missing: z.array(soname),
  providers: z.array(z.string()).describe("name.arch"),
  source: z.string().describe("What the first provider is built from"),
  neededBy: z.array(
    z.strictObject({
      package: z.string().describe("name.arch"),
      there: z.boolean().describe("The other side has its own build of this name and architecture"),
      needsItThere: z.boolean().describe("That build needs it as well"),
      sameSource: z.boolean().describe("Built from the same source as a provider"),
    }),
  ),
  successor: z.strictObject({ library: z.string(), providers: z.array(z.string()) }).optional(),
});
const packageBreak = z.strictObject({
  package: z.string().describe("name.arch"),
  evr: z.string(),
  there: z.boolean().describe("The other side has its own build of this name and architecture"),
  missing: z.array(z.string()),
});

/** `ferry repo diff --json`. Versions are `[epoch:]version-release`, changed packages `name.arch`, others NEVRA. */
export const RepositoryDiffDocument = z.strictObject({
  left: z.string(),
  right: z.string(),
  equal: z.boolean(),
  packages: z.strictObject({ left: count, right: count }),
  same: count.describe("Pairs of name.arch whose newest version is the same, whatever the file"),
  rebuilt: nevras.describe("Those of them whose file is another: built or signed anew"),
  otherArch: z.array(change),
  newer: z.array(change),
  older: z.array(change),
  onlyLeft: nevras,
  onlyRight: nevras,
  replaced: z
    .array(z.strictObject({ package: z.string(), by: z.string() }))
    .describe("Packages only in A that a package of B obsoletes"),
  sources: z.strictObject({ onlyLeft: z.array(source), onlyRight: z.array(source) }),
  formerBuilds: z
    .strictObject({ onlyLeft: nevras, onlyRight: nevras })
    .describe("Builds that one side has beside a newer one, and the other not at all"),
  sonames: z.strictObject({ onlyLeft: z.array(soname), onlyRight: z.array(soname) }),
  modules: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("known"), ...modules.shape }),
    z.strictObject({ kind: z.literal("unreadable"), reasons: z.array(z.string()) }),
  ]),
  abi: z
    .strictObject({
      onlyLeft: z.array(library),
      onlyRight: z.array(library),
      breaks: z.strictObject({ left: z.array(packageBreak), right: z.array(packageBreak) }),
      elsewhere: z.strictObject({ left: count, right: count }),
    })
    .optional()
    .describe("With --abi"),
}) satisfies z.ZodType<RepositoryDiffView>;
