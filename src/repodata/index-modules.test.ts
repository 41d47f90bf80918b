import * as fc from "fast-check";
import { expect, test } from "vitest";
import { indexModules } from "./index-modules.ts";
import { parseModules } from "./parse-modules.ts";
import { RepodataError } from "./repodata-error.ts";

function document(data: Readonly<Record<string, unknown>>, kind = "modulemd"): string {
  return `---\ndocument: ${kind}\nversion: ${kind === "modulemd" ? 2 : 1}\ndata: ${JSON.stringify(data)}\n...\n`;
}

function stream(data: Readonly<Record<string, unknown>>): string {
  return document({ license: { module: ["MIT"] }, summary: "-", description: "-", version: 1, context: "c", ...data });
}

function indexOf(text: string) {
  const modules = parseModules(text);
  expect(modules.problems).toEqual([]);
  return indexModules(modules);
}

test("artifacts are triples of texts that are kept once; an epoch of 0 is none", () => {
  const rpms = ["perl-4:5.26.3-416.el8.x86_64", "perl-libs-4:5.26.3-416.el8.x86_64", "perl-Foo-0:1.0-2.el8.noarch"];
  const { builds, names, evrs, archs } = indexOf(stream({ name: "perl", stream: "5.26", artifacts: { rpms } }));
  expect([names, evrs, archs]).toEqual([
    ["perl", "perl-libs", "perl-Foo"],
    ["4:5.26.3-416.el8", "1.0-2.el8"],
    ["x86_64", "noarch"],
  ]);
  expect(builds[0]?.artifacts).toEqual([0, 0, 0, 1, 0, 0, 2, 1, 1]);
});

test("builds come by module, requirements of all alternatives together and sorted", () => {
  const dependencies = [
    { requires: { platform: ["el8"], perl: ["5.30", "5.26", "5.30"] } },
    { requires: { httpd: [] } },
  ];
  const { builds } = indexOf(
    stream({ name: "php", stream: "7.4", dependencies, arch: "x86_64", static_context: true }) +
      stream({ name: "ant", stream: "1.10" }),
  );
  expect(builds.map(({ name, arch, staticContext, requires }) => ({ name, arch, staticContext, requires }))).toEqual([
    { name: "ant", arch: "noarch", staticContext: false, requires: [] },
    {
      name: "php",
      arch: "x86_64",
      staticContext: true,
      requires: [
        ["perl", ["5.26", "5.30"]],
        ["platform", ["el8"]],
        ["httpd", []],
      ],
    },
  ]);
});

test("the last document of a build, and of a module's defaults, is the one that counts", () => {
  const defaults = (name: string) =>
    document({ module: "php", stream: name, profiles: { [name]: ["devel", "common"] } }, "modulemd-defaults");
  const artifacts = (rpm: string) => ({ artifacts: { rpms: [rpm] } });
  const index = indexOf(
    stream({ name: "php", stream: "7.4", ...artifacts("php-0:7.4.1-1.x86_64") }) +
      defaults("7.3") +
      stream({ name: "php", stream: "7.4", ...artifacts("php-0:7.4.2-1.x86_64") }) +
      defaults("7.4"),
  );
  expect(index.evrs).toEqual(["7.4.2-1"]);
  expect(index.defaults).toEqual([
    { module: "php", stream: "7.4", modified: "0", profiles: [["7.4", ["common", "devel"]]] },
  ]);
});

test.each([
  ["builds of a module", Array.from({ length: 2_001 }, (_, i) => ({ name: "php", stream: `${i}` })), /more than 2000/],
  [
    "requirements",
    [{ name: "php", stream: "1", dependencies: [{ requires: { perl: Array.from({ length: 1_001 }, String) } }] }],
    /requires more than 1000/,
  ],
])("refuses more %s than anybody has", (_, streams, message) => {
  const modules = parseModules(streams.map(stream).join(""));
  expect(() => indexModules(modules)).toThrow(RepodataError);
  expect(() => indexModules(modules)).toThrow(message);
});

test("whatever the documents say, each artifact can be put together again", () => {
  const word = fc.stringMatching(/^[a-z0-9.+_]{1,8}$/);
  const artifact = fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9.+_-]{0,8}$/), fc.nat(9), word, word, fc.stringMatching(/^[a-z0-9_]{1,6}$/))
    .map(([name, epoch, version, release, arch]) => `${name}-${epoch}:${version}-${release}.${arch}`);
  fc.assert(
    fc.property(fc.array(artifact, { maxLength: 8 }), (rpms) => {
      const { builds, names, evrs, archs } = indexOf(stream({ name: "m", stream: "s", artifacts: { rpms } }));
      const triples = builds[0]?.artifacts ?? [];
      const texts = Array.from({ length: triples.length / 3 }, (_, i) => {
        const evr = evrs[triples[3 * i + 1] ?? -1] ?? "";
        return `${names[triples[3 * i] ?? -1]}-${evr.includes(":") ? evr : `0:${evr}`}.${archs[triples[3 * i + 2] ?? -1]}`;
      });
      expect(texts).toEqual(rpms);
    }),
  );
});
