import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataFolder, hasData, oracleLines, pythonCan } from "../../test/repodata/oracle.ts";
import { type Modules, parseModules } from "./parse-modules.ts";

const stream = `---
document: modulemd
version: 2
data:
  name: nodejs
  stream: 18
  version: 9020020221024123456
  context: 00000000
  static_context: true
  arch: x86_64
  summary: Javascript runtime
  description: >-
    Words
    and words.
  license:
    module: [MIT]
  dependencies:
  - buildrequires:
      platform: [el9]
    requires:
      platform: [el9]
      perl: []
      python: [-2.7]
  profiles:
    common:
      rpms: [nodejs, npm]
  api:
    rpms:
    - nodejs
  demodularized:
    rpms:
    - old
  artifacts:
    rpms:
    - nodejs-1:18.12.1-1.module+el9.x86_64
...
`;

test("parseModules() reads a stream", () => {
  expect(parseModules(stream)).toEqual({
    streams: [
      {
        name: "nodejs",
        stream: "18",
        version: "9020020221024123456",
        context: "00000000",
        staticContext: true,
        arch: "x86_64",
        summary: "Javascript runtime",
        dependencies: [
          {
            requires: new Map([
              ["platform", ["el9"]],
              ["perl", []],
              ["python", ["-2.7"]],
            ]),
            buildRequires: new Map([["platform", ["el9"]]]),
          },
        ],
        profiles: new Map([["common", ["nodejs", "npm"]]]),
        artifacts: ["nodejs-1:18.12.1-1.module+el9.x86_64"],
        demodularized: ["old"],
        api: ["nodejs"],
        line: 1,
      },
    ],
    defaults: [],
    obsoletes: [],
    ignored: [],
    problems: [],
  });
});

test("parseModules() reads the dependencies of version 1", () => {
  const text = `document: modulemd\nversion: 1\ndata:\n  name: a\n  stream: b\n  dependencies:\n    requires:\n      platform: f29\n`;
  expect(parseModules(text).streams[0]?.dependencies).toEqual([
    { requires: new Map([["platform", ["f29"]]]), buildRequires: new Map() },
  ]);
});

test("parseModules() reads defaults and obsoletes, and names what it leaves out", () => {
  const text = `document: modulemd-defaults
version: 1
data:
  module: nodejs
  modified: 202201010000
  stream: 18
  profiles:
    18: [common]
---
document: modulemd-obsoletes
version: 1
data:
  module: nodejs
  stream: 16
  modified: 2023-01-01T00:00Z
  eol_date: 2023-09-11T00:00Z
  message: No longer kept
  obsoleted_by:
    module: nodejs
    stream: 18
---
document: modulemd-translations
version: 1
data: {}
`;
  expect(parseModules(text)).toMatchObject({
    defaults: [
      { module: "nodejs", stream: "18", modified: "202201010000", profiles: new Map([["18", ["common"]]]), line: 1 },
    ],
    obsoletes: [
      {
        module: "nodejs",
        stream: "16",
        context: "",
        modified: "2023-01-01T00:00Z",
        endOfLife: "2023-09-11T00:00Z",
        message: "No longer kept",
        reset: false,
        obsoletedBy: { module: "nodejs", stream: "18" },
        line: 9,
      },
    ],
    ignored: [{ type: "modulemd-translations", line: 21 }],
    problems: [],
  });
});

describe("one bad document is told with its line, and the others are kept:", () => {
  test.each([
    ["no mapping", "words", /the document at line 1 is no mapping/],
    ["no type", "version: 1\ndata: {}", /has no `document`/],
    ["no data", "document: modulemd\nversion: 2\ndata: foobar", /has no mapping `data`/],
    ["another type", "document: other\nversion: 1\ndata: {}", /is "other" of version 1, which is unknown/],
    ["another version", "document: modulemd\nversion: 9\ndata: {}", /is "modulemd" of version 9, which is unknown/],
    ["no stream", "document: modulemd\nversion: 2\ndata:\n  name: a", /has no `stream`/],
    ["a bad artifact", stream.replace("nodejs-1:", "nodejs-"), /has the artifact "nodejs-18.12.1/],
    ["a bad context", stream.replace("00000000", "'-'"), /has the context "-"/],
    ["a bad version", stream.replace("9020020221024123456", "1.2"), /has `version: 1.2`, which is no number/],
    ["text for a list", stream.replace("[nodejs, npm]", "nodejs"), /has a `rpms` that is no list/],
    ["broken YAML", "a: [b", /Flow sequence in block collection must be .*, at line \d/],
    [
      "an anchor that grows",
      `a: &a [${"x,".repeat(9)}]\nb: [${"*a,".repeat(200)}]`,
      /cannot be resolved|has no `document`/,
    ],
    ["nesting without end", "[".repeat(20_000), /, at line \d|cannot be resolved/],
  ])("%s", (_, text, message) => {
    const { streams, problems } = parseModules(`---\n${text.replace(/^---\n/, "")}\n${stream}`);
    expect(streams).toHaveLength(1);
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
    expect(problems[0]?.line).toBeGreaterThanOrEqual(1);
  });
});

const hasModulemd = pythonCan('import ctypes; ctypes.CDLL("libmodulemd.so.2")');
if (!hasModulemd) console.log("not run: libmodulemd is not there");

describe.skipIf(!hasData || !hasModulemd)("real documents give what libmodulemd makes of them", () => {
  const folder = mkdtempSync(join(tmpdir(), "ferry-modules-"));
  const files = [
    ...globSync(`${dataFolder}/repodata/libmodulemd-testdata/**/*.yaml`),
    ...globSync(`${dataFolder}/repodata/el8-clone-modules/*.yaml`),
  ].toSorted();
  for (const packed of globSync(`${dataFolder}/repodata/el8-clone-modules/*.gz`)) {
    files.push(join(folder, basename(packed, ".gz")));
    writeFileSync(files.at(-1) ?? "", gunzipSync(readFileSync(packed)));
  }
  const told = oracleLines("read-modules.py", ...files);
  const texts = files.map((file) => readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });

  test.each(files.map((file, index) => [basename(file), index] as const))("%s", (name, index) => {
    const theirs = JSON.parse(told[index] ?? "") as Summary;
    const ours = summary(parseModules(texts[index] ?? ""));
    expect({ ...ours, failures: 0 }).toEqual({ ...theirs, failures: 0 });
    // translations are not looked into; after what is no YAML libmodulemd stops without saying which document it was
    if (name !== "bad_translations_v1.yaml" && !name.startsWith("valid_defaults_with_"))
      expect(ours.failures).toHaveLength(theirs.failures.length);
  });

  test("there are 582 documents in an EL8 AppStream", () => {
    const text = texts[files.findIndex((file) => file.endsWith("stored.yaml"))] ?? "";
    const { streams, problems } = parseModules(text);
    expect(problems).toEqual([]);
    expect(streams).toHaveLength(582);
    expect(new Set(streams.map(({ name, stream }) => `${name}:${stream}`)).size).toBe(96);
  });
});

interface Summary {
  readonly streams: readonly string[];
  readonly defaults: readonly string[];
  readonly obsoletes: number;
  readonly failures: readonly string[];
}

/** In libmodulemd's form: equal streams are one, and the sources of packagers are failures. */
function summary({ streams, defaults, obsoletes, ignored, problems }: Modules): Summary {
  const packagers = ignored.filter(({ type }) => type === "modulemd-packager").map(({ type }) => type);
  return {
    streams: [
      ...new Set(
        streams.map(({ name, stream, version, context, arch }) =>
          [name, stream, version === "0" ? "" : version, context, arch].join(":").replace(/:+$/, ""),
        ),
      ),
    ].toSorted(),
    defaults: [...new Set(defaults.map(({ module }) => module))].toSorted(),
    obsoletes: obsoletes.length,
    failures: [...packagers, ...problems.map(({ message }) => message)],
  };
}

test("any text gives modules and problems, never another error", () => {
  const piece = fc.constantFrom(
    ...stream.split("\n"),
    "---",
    "...",
    "data:",
    "  name: [",
    "&a x",
    "*a",
    "!!int 1",
    "? x",
    "}",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (lines) => {
      expect(parseModules(lines.join("\n")).streams.length).toBeLessThan(30);
    }),
    { numRuns: 1000 },
  );
});
