import { z } from "zod";
import { record } from "./source.ts";

/**
 * Somebody else's packages. Recognised by repository ids (`*` stands for anything), by a part of the repository's URL, by
 * the Vendor tag or by the signing key of packages. `majors` are the EL majors it serves, null where that is not recorded;
 * `onlyFor` the releases it is made for, empty for all.
 */
export const ThirdParty = z.strictObject({
  ...record,
  title: z.string(),
  repositories: z.array(z.string()),
  hosts: z.array(z.string()),
  vendors: z.array(z.string()),
  keys: z.array(z.string().regex(/^[0-9a-f]{16}$/, "expected 16 lower-case hex digits")),
  majors: z.array(z.number().int()).nullable(),
  onlyFor: z.array(z.string()),
  /** The package that brings its .repo file. */
  releasePackage: z.string().nullable(),
  note: z.string().nullable(),
});
export type ThirdParty = z.infer<typeof ThirdParty>;
