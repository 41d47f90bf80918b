import * as fc from "fast-check";
import { expect, test } from "vitest";
import { processorTime } from "../../test/support/processor-time.ts";
import { parseRepoFile } from "./repo-file.ts";
import { RepodataError } from "./repodata-error.ts";
import { substituteVariables } from "./substitute-variables.ts";

const variables = new Map([
  ["releasever", "9.5"],
  ["basearch", "x86_64"],
  ["empty", ""],
]);

test("parseRepoFile() reads every option", () => {
  const text = `# AlmaLinux
[main]
keepcache=1

[appstream]
name=AlmaLinux $releasever - AppStream
baseurl = https://a.example/$releasever/os
   https://b.example/\${basearch}/os,https://c.example/os
# between
metalink=https://mirrors.example/?arch=$basearch
mirrorlist=
enabled=0
gpgcheck=yes
repo_gpgcheck=False
gpgkey=file:///etc/pki/a
       file:///etc/pki/b
priority=10
cost = 500
exclude=a b
excludepkgs=c
includepkgs=d,e
module_hotfixes=true
sslverify=1
sslcacert=/etc/ca.pem
sslclientcert=/etc/client.pem
sslclientkey=/etc/client.key
proxy=http://user:secret@proxy.example:3128
username=someone
password=secret
[plain]
`;
  const { repositories, warnings } = parseRepoFile(text, "alma.repo", variables);
  expect(warnings).toEqual([]);
  expect(JSON.stringify(repositories)).not.toContain("secret");
  expect(repositories).toEqual([
    {
      id: "appstream",
      name: "AlmaLinux 9.5 - AppStream",
      file: "alma.repo",
      line: 5,
      enabled: false,
      baseUrls: ["https://a.example/9.5/os", "https://b.example/x86_64/os", "https://c.example/os"],
      metalink: "https://mirrors.example/?arch=x86_64",
      gpgCheck: true,
      repoGpgCheck: false,
      gpgKeys: ["file:///etc/pki/a", "file:///etc/pki/b"],
      priority: 10,
      cost: 500,
      excludes: ["a", "b", "c"],
      includes: ["d", "e"],
      moduleHotfixes: true,
      sslVerify: true,
      sslCaCertificate: "/etc/ca.pem",
      sslClientCertificate: "/etc/client.pem",
      sslClientKey: "/etc/client.key",
      proxy: "http://proxy.example:3128",
      hasCredentials: true,
    },
    {
      id: "plain",
      name: "plain",
      file: "alma.repo",
      line: 30,
      enabled: true,
      baseUrls: [],
      gpgKeys: [],
      priority: 99,
      cost: 1000,
      excludes: [],
      includes: [],
      moduleHotfixes: false,
      hasCredentials: false,
    },
  ]);
});

test("what dnf only warns of is a warning with its line", () => {
  const text = "[a]\nname=first\n[b]\nenabled=perhaps\ncost=low\n[a]\nname=second\n";
  const { repositories, warnings } = parseRepoFile(text, "x.repo", variables);
  expect(repositories.map(({ id, name, line }) => [id, name, line])).toEqual([
    ["b", "b", 3],
    ["a", "second", 6],
  ]);
  expect(warnings).toEqual([
    { line: 4, text: '"enabled=perhaps" of repository "b" is no boolean' },
    { line: 5, text: '"cost=low" of repository "b" is no number' },
    { line: 6, text: 'repository "a" was already at line 1' },
  ]);
});

test.each([
  ["name=x", /line 1, "name=x", stands before the first section/],
  ["[a]\nwords", /line 2, "words", is neither a section, an option nor a comment/],
  ["[]\n", /line 1/],
  ["<html>", /Cannot read x.repo: line 1/],
])("parseRepoFile() refuses %j", (text, message) => {
  expect(() => parseRepoFile(text, "x.repo", variables)).toThrow(RepodataError);
  expect(() => parseRepoFile(text, "x.repo", variables)).toThrow(message);
});

test.each([
  ["el$releasever/$basearch/$nope", "el9.5/x86_64/$nope"],
  ["${releasever}x${nope}", "9.5x${nope}"],
  ["$releasever_major.${releasever_minor}", "9.5"],
  ["${nope:-a${basearch}b}c", "ax86_64bc"],
  ["${empty:-d}", "d"],
  ["${basearch:-d}", "x86_64"],
  ["${basearch:+yes}${nope:+no}${empty:+no}!", "yes!"],
  ["${a:-${b:-${c:-deep}}}", "deep"],
  ["${basearch:-", "${basearch:-"],
  ["${basearch:?x}", "${basearch:?x}"],
  ["$", "$"],
  ["${}", "${}"],
  ["$$basearch", "$x86_64"],
])("substituteVariables() makes %s into %s", (text, expected) => {
  expect(substituteVariables(text, variables)).toBe(expected);
});

test("what is filled in is not looked at again", () => {
  expect(
    substituteVariables(
      "$a",
      new Map([
        ["a", "$b"],
        ["b", "c"],
      ]),
    ),
  ).toBe("$b");
});

test("words that are never closed take no more than linear time", () => {
  const start = processorTime();
  const open = "${a:-".repeat(20_000);
  expect(substituteVariables(open, variables)).toBe(open);
  expect(processorTime() - start).toBeLessThan(5000);
});

test("any text gives repositories or a RepodataError", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("[a]", "[b", "x=y", " go on", "", "# no", "baseurl=${a:-$b}", "enabled=2"),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      try {
        parseRepoFile(lines.join("\n"), "x.repo", variables);
      } catch (error) {
        if (!(error instanceof RepodataError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});
