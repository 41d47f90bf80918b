import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dataFolder, hasData } from "../../test/repodata/oracle.ts";
import { parseUpdateinfo } from "./parse-updateinfo.ts";
import { RepodataError } from "./repodata-error.ts";

const text = `<?xml version="1.0" encoding="UTF-8"?>
<updates>
  <update from="packager@almalinux.org" status="final" type="security" version="3">
    <id>ALSA-2024:0001</id>
    <title>Important: nodejs security update</title>
    <issued date="2024-01-02 03:04:05"/>
    <updated date="1704164645"/>
    <severity>Important</severity>
    <description>Words <![CDATA[& words]]></description>
    <reboot_suggested>True</reboot_suggested>
    <references>
      <reference href="https://example.org/CVE-1" id="CVE-2024-1" type="cve" title="A hole"/>
    </references>
    <pkglist>
      <collection short="m">
        <name>m</name>
        <module name="nodejs" stream="18" version="1" context="abc" arch="x86_64"/>
        <package name="nodejs" version="18.1" release="2.el9" epoch="1" arch="x86_64" src="nodejs-18.1-2.el9.src.rpm">
          <filename>nodejs-18.1-2.el9.x86_64.rpm</filename>
          <sum type="sha256">ABCDEF</sum>
          <reboot_suggested>1</reboot_suggested>
        </package>
      </collection>
      <collection><package name="plain" version="1" release="2" arch="noarch"/></collection>
    </pkglist>
  </update>
</updates>`;

test("parseUpdateinfo() reads an update with its packages and references", () => {
  expect(parseUpdateinfo(text)).toEqual([
    {
      id: "ALSA-2024:0001",
      type: "security",
      status: "final",
      severity: "Important",
      title: "Important: nodejs security update",
      issued: "2024-01-02 03:04:05",
      updated: "1704164645",
      rebootSuggested: true,
      packages: [
        {
          name: "nodejs",
          epoch: 1,
          version: "18.1",
          release: "2.el9",
          arch: "x86_64",
          source: "nodejs-18.1-2.el9.src.rpm",
          module: "nodejs:18:1:abc:x86_64",
          fileName: "nodejs-18.1-2.el9.x86_64.rpm",
          checksum: "sha256:abcdef",
          rebootSuggested: true,
        },
        { name: "plain", epoch: 0, version: "1", release: "2", arch: "noarch", rebootSuggested: false },
      ],
      references: [{ type: "cve", id: "CVE-2024-1", href: "https://example.org/CVE-1", title: "A hole" }],
    },
  ]);
});

test.each([
  ["", /Cannot read updateinfo.xml/],
  ["<html/>", /its root is not <updates>/],
  ["<updates><update><title>x</title></update></updates>", /an update without id, titled "x"/],
  [text.replace('name="plain" ', ""), /update "ALSA-2024:0001" has a package without name or version/],
  [text.replace('epoch="1"', 'epoch="x"'), /has a package with epoch "x"/],
  ['<!DOCTYPE a [<!ENTITY b "c">]><updates/>', /its DOCTYPE declares entities/],
])("parseUpdateinfo() refuses what is wrong (%#)", (bad, message) => {
  expect(() => parseUpdateinfo(bad)).toThrow(RepodataError);
  expect(() => parseUpdateinfo(bad)).toThrow(message);
});

test.skipIf(!hasData)("the errata of EPEL 8 are 4,025", () => {
  const [file = ""] = globSync(join(dataFolder, "repodata/epel-8/repodata/*-updateinfo.xml.bz2"));
  const updates = parseUpdateinfo(execFileSync("bzip2", ["-dc", file], { maxBuffer: 1 << 28 }).toString());
  expect(updates).toHaveLength(4025);
  expect(new Set(updates.map(({ type }) => type))).toEqual(
    new Set(["security", "bugfix", "enhancement", "newpackage", "unspecified"]),
  );
  expect(updates.every(({ packages }) => packages.length > 0)).toBe(true);
});

test("damaged updateinfo gives a value or a RepodataError", () => {
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 5 }), (at, remove, insert) => {
      try {
        parseUpdateinfo(text.slice(0, at) + insert + text.slice(at + remove));
      } catch (error) {
        if (!(error instanceof RepodataError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
