import { z } from "zod";

const dependency = z.strictObject({
  name: z.string(),
  flags: z.int().describe("1 greater, 2 equal, 4 less; 0: no version"),
  evr: z.string(),
});
const signature = z.strictObject({
  version: z.int(),
  publicKeyAlgorithm: z.int(),
  hashAlgorithm: z.int(),
  created: z.int(),
  keyId: z.string(),
  text: z.string().describe("As rpm's format :pgpsig writes it"),
});
const file = z.strictObject({
  path: z.string(),
  mode: z.int(),
  size: z.int(),
  modified: z.int().optional(),
  digest: z.string(),
  linkTo: z.string().optional(),
  user: z.string().optional(),
  group: z.string().optional(),
  flags: z.array(z.string()),
  color: z.int(),
  state: z.string().optional(),
  verify: z.int().optional(),
  capabilities: z.string().optional(),
});

const rpmPackage = z.strictObject({
  query: z.string().describe("The line of rpm -qa"),
  instance: z.int(),
  name: z.string(),
  epoch: z.int().optional().describe("Missing where the package has none, which compares as 0"),
  version: z.string(),
  release: z.string(),
  arch: z.string(),
  summary: z.string().optional(),
  description: z.string().optional(),
  license: z.string().optional(),
  group: z.string().optional(),
  url: z.string().optional(),
  vendor: z.string().optional(),
  packager: z.string().optional(),
  distribution: z.string().optional(),
  buildTime: z.int().optional().describe("Times are seconds since 1970"),
  buildHost: z.string().optional(),
  installTime: z.int().optional(),
  size: z.int().optional(),
  sourceRpm: z.string().optional(),
  module: z.string().optional(),
  platform: z.string().optional(),
  os: z.string().optional(),
  rpmVersion: z.string().optional(),
  prefixes: z.array(z.string()),
  signature: z.union([signature, z.literal("unreadable")]).optional(),
  digests: z.strictObject({
    headerSha1: z.string().optional(),
    headerSha256: z.string().optional(),
    headerAndPayloadMd5: z.string().optional(),
    payload: z.array(z.string()),
  }),
  dependencies: z.record(
    z.string(),
    z.array(dependency.extend({ sense: z.int().describe("rpm's own bits"), origin: z.array(z.string()) })),
  ),
  fileDigestAlgorithm: z.union([z.string(), z.int()]).optional(),
  files: z.array(file),
  scripts: z.array(z.strictObject({ name: z.string(), interpreter: z.array(z.string()), text: z.string() })),
  triggers: z.array(
    z.strictObject({
      kind: z.string(),
      when: z.enum(["prein", "in", "un", "postun"]),
      on: z.array(dependency.extend({ sense: z.int().optional() })),
      interpreter: z.string(),
      text: z.string(),
    }),
  ),
  changelog: z.array(z.strictObject({ time: z.int(), author: z.string(), text: z.string() })),
  publicKeys: z.array(z.string()),
});

/** `ferry rpmdb list --json`. */
export const RpmdbDocument = z.strictObject({
  schema: z.literal("ferry/rpmdb/1"),
  format: z.string(),
  packages: z.array(rpmPackage),
});
