import { z } from "zod";
import { dependencyKinds } from "../package/dependency.ts";

const DependencyJson = z
  .union([
    z.string(),
    z
      .strictObject({ name: z.string(), flags: z.int().min(0).max(7), evr: z.string() })
      .describe("Where the text form is ambiguous"),
  ])
  .describe("As rpm writes it: name, or name OPERATOR [epoch:]version[-release]");
const kindsJson = Object.fromEntries(dependencyKinds.map((kind) => [kind, z.array(DependencyJson).optional()]));

/** One package in the JSON document: an InstalledPackage whose dependencies are written as rpm writes them. */
export const PackageJson = z.strictObject({
  name: z.string(),
  epoch: z.int().min(0).describe("0 where the package has none"),
  version: z.string(),
  release: z.string(),
  arch: z.string(),
  vendor: z.string().optional(),
  buildTime: z.number().optional().describe("Seconds since 1970"),
  buildHost: z.string().optional(),
  installTime: z.number().optional().describe("Seconds since 1970"),
  size: z.number().optional().describe("Bytes"),
  sourceRpm: z.string().optional(),
  module: z.string().optional().describe("name:stream:version:context"),
  signer: z.string().optional().describe('Long key id; "" when the package is known to be unsigned'),
  origin: z.string().optional().describe("Id of the repository it was installed from"),
  dependencies: z.strictObject(kindsJson).optional().describe("Left out where the source does not tell"),
  files: z.array(z.string()).optional().describe("Left out where the source does not tell"),
});
