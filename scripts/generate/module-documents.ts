import type { PackageSpec } from "./package-spec.ts";

/** What a document says of one build of a stream, but for its packages. */
export interface StreamDocument {
  readonly name: string;
  readonly stream: string;
  /** Of the stream in its module: gives its packages a version of their own. */
  readonly number: number;
  readonly version: bigint;
  readonly context: string;
  readonly isStatic: boolean;
  /** Later builds have a higher one. */
  readonly age: number;
  readonly requires: readonly (readonly [module: string, streams: readonly string[]])[];
  readonly platform: readonly string[];
  readonly demodularized: readonly string[];
}

/** A modulemd document of version 2. Texts are written as JSON, which YAML reads. */
export function streamDocument(document: StreamDocument, packages: readonly PackageSpec[]): string {
  const { name, stream, version, context, isStatic, requires, platform, demodularized } = document;
  const sources = packages.map(({ sourceRpm, epoch }) =>
    sourceRpm.replace(/^(.+)-([^-]+-[^-]+)\.src\.rpm$/, `$1-${epoch}:$2.src`),
  );
  const artifacts = [
    ...packages.map((spec) => `${spec.name}-${spec.epoch}:${spec.version}-${spec.release}.${spec.arch}`),
    ...new Set(sources),
  ];
  return `---
document: modulemd
version: 2
data:
  name: ${JSON.stringify(name)}
  stream: ${JSON.stringify(stream)}
  version: ${version}
  context: ${JSON.stringify(context)}
${isStatic ? "  static_context: true\n" : ""}  arch: x86_64
  summary: ${JSON.stringify(`The ${name} module`)}
  description: ${JSON.stringify(`Stream ${stream} of ${name}`)}
  license: {module: [MIT]}
  dependencies:
  - requires: ${JSON.stringify(Object.fromEntries([["platform", platform], ...requires]))}
${demodularized.length === 0 ? "" : `  demodularized: {rpms: ${JSON.stringify(demodularized)}}\n`}  artifacts: {rpms: ${JSON.stringify(artifacts)}}
...
`;
}

/** A modulemd-defaults document; the stream "" is none. */
export function defaultsDocument(module: string, stream: string, modified: number): string {
  return `---
document: modulemd-defaults
version: 1
data:
  module: ${JSON.stringify(module)}
  modified: ${modified}
${stream === "" ? "" : `  stream: ${JSON.stringify(stream)}\n`}  profiles: {}
...
`;
}
