import { z } from "zod";
import { DateText, record } from "./source.ts";

/** What is told of every release that can be compared, whatever its topic. @internal for tests */
export const factNames = [
  "model",
  "rhel-relation",
  "cadence",
  "owner",
  "governance",
  "sponsors",
  "contributing",
  "released",
  "extended-support",
  "commercial-support",
  "price",
  "optimisation",
  "benchmarks",
  "abi-promise",
  "architectures",
  "cpu-level",
  "kernel",
  "glibc",
  "openssl",
  "python",
  "systemd",
  "stacks",
  "devices",
  "errata",
  "fix-latency",
  "secure-boot",
  "fips",
  "live-patching",
  "use-cases",
  "audience",
  "cloud-images",
  "migration-tools",
] as const;

const about = {
  /** `fact@first subject`. */
  id: record.id,
  /** What it is true of: ids of releases, and builds of their own name (`almalinux-10-x86_64_v2`). */
  subjects: z.array(z.string()).min(1),
  fact: z.enum(factNames),
};

/**
 * One fact of some releases, as one or two plain sentences; or that it is not known, why, and when that was looked up.
 * The first source is the one that says it. `until`: the last day of what the value speaks of.
 */
export const ReleaseFact = z.discriminatedUnion("kind", [
  z.strictObject({
    ...about,
    kind: z.literal("known"),
    value: z.string().min(1).max(240),
    until: DateText.optional(),
    source: record.source,
  }),
  z.strictObject({
    ...about,
    kind: z.literal("unknown"),
    why: z.string().min(1).max(240),
    looked: DateText,
    source: z.array(z.string()).max(0),
  }),
]);
export type ReleaseFact = z.infer<typeof ReleaseFact>;
