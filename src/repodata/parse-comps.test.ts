import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dataFolder, hasData } from "../../test/repodata/oracle.ts";
import { parseComps } from "./parse-comps.ts";
import { RepodataError } from "./repodata-error.ts";

const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
<comps>
  <group>
    <id>core</id>
    <name>Core</name>
    <name xml:lang="de">Kern</name>
    <description>Smallest &amp; best</description>
    <default>true</default>
    <uservisible>false</uservisible>
    <packagelist>
      <packagereq type="mandatory">bash</packagereq>
      <packagereq type="default">vim</packagereq>
      <packagereq type="optional">zsh</packagereq>
      <packagereq type="conditional" requires="gnome">gnome-bash</packagereq>
      <packagereq>plain</packagereq>
      <packagereq type="odd">odd</packagereq>
    </packagelist>
  </group>
  <environment>
    <id>minimal</id><name>Minimal</name><description/>
    <grouplist><groupid>core</groupid></grouplist>
    <optionlist><groupid default="true">debugging</groupid><groupid>guest</groupid></optionlist>
  </environment>
  <category><id>base</id><name>Base</name><grouplist><groupid>core</groupid></grouplist></category>
  <langpacks><match name="x" install="x-%s"/></langpacks>
</comps>`;

test("parseComps() reads groups, environments and categories", () => {
  expect(parseComps(text)).toEqual({
    groups: [
      {
        id: "core",
        name: "Core",
        description: "Smallest & best",
        isDefault: true,
        isVisible: false,
        packages: [
          { name: "bash", kind: "mandatory" },
          { name: "vim", kind: "default" },
          { name: "zsh", kind: "optional" },
          { name: "gnome-bash", kind: "conditional", requires: "gnome" },
          { name: "plain", kind: "mandatory" },
          { name: "odd", kind: "unknown" },
        ],
      },
    ],
    environments: [
      {
        id: "minimal",
        name: "Minimal",
        description: "",
        groups: ["core"],
        options: [
          { group: "debugging", isDefault: true },
          { group: "guest", isDefault: false },
        ],
      },
    ],
    categories: [{ id: "base", name: "Base", description: "", groups: ["core"] }],
  });
});

test.each([
  ["", /Cannot read comps.xml/],
  ["<html/>", /its root is not <comps>/],
  ["<comps><group><name>x</name></group></comps>", /a group without id, named "x"/],
  ['<!DOCTYPE comps [<!ENTITY a "b">]><comps/>', /its DOCTYPE declares entities/],
  ["<comps><group>", /Cannot read comps.xml/],
])("parseComps() refuses %j", (bad, message) => {
  expect(() => parseComps(bad)).toThrow(RepodataError);
  expect(() => parseComps(bad)).toThrow(message);
});

test.skipIf(!hasData).each([
  ["el8-clone-comps/appstream-x86_64.xml.gz", [59, 4, 5, 1208]],
  ["el8-clone-comps/baseos-x86_64.xml.gz", [35, 3, 4, 542]],
  ["centos-7.2.1511-os/repodata/*-comps.xml.gz", [81, 10, 11, 1481]],
  ["epel-8/repodata/*-comps-*.xml.xz", [22, 1, 1, 217]],
])("%s holds %j groups, environments, categories, packages", (pattern, counts) => {
  const [file = ""] = globSync(join(dataFolder, "repodata", pattern));
  const tool = file.endsWith(".xz") ? "xz" : "gzip";
  const { groups, environments, categories } = parseComps(
    execFileSync(tool, ["-dc", file], { maxBuffer: 1 << 28 }).toString(),
  );
  const packages = groups.flatMap((group) => group.packages).length;
  expect([groups.length, environments.length, categories.length, packages]).toEqual(counts);
});

test("damaged comps give a value or a RepodataError", () => {
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 5 }), (at, remove, insert) => {
      try {
        parseComps(text.slice(0, at) + insert + text.slice(at + remove));
      } catch (error) {
        if (!(error instanceof RepodataError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
