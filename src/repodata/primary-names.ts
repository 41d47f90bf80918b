import { dependencyKinds } from "../package/dependency.ts";
import { Vocabulary } from "./vocabulary.ts";

/** The dependency kinds come first: element id - 1 is an index into `dependencyKinds`. */
const elements = [
  ...dependencyKinds,
  "entry",
  "file",
  "metadata",
  "package",
  "name",
  "arch",
  "version",
  "checksum",
  "time",
  "size",
  "location",
  "format",
  "vendor",
  "sourcerpm",
] as const;

const attributes = [
  "name",
  "flags",
  "epoch",
  "ver",
  "rel",
  "type",
  "build",
  "package",
  "installed",
  "href",
  "xml:base",
  "packages",
  "pre",
] as const;

/** Ids of the element names of primary.xml that we read. */
export const element = idsOf<(typeof elements)[number]>(elements);
/** Ids of its attribute names. */
export const attribute = idsOf<(typeof attributes)[number]>(attributes);
export const primaryNames = { elements: new Vocabulary(elements), attributes: new Vocabulary(attributes) };

function idsOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, index) => [name, index + 1])) as Record<Name, number>;
}
