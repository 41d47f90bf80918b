import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeTable } from "../../test/repodata/describe-table.ts";
import { packageText, primaryText } from "../../test/repodata/primary-text.ts";
import { processorTime } from "../../test/support/processor-time.ts";
import type { PackageTable } from "../pool/package-table.ts";
import { parsePrimary } from "./parse-primary.ts";
import { RepodataError } from "./repodata-error.ts";

function parse(text: string): PackageTable {
  return parsePrimary(new TextEncoder().encode(text));
}

/** The dependencies of one kind of the only package, as `name op evr`. */
function requiresOf(entries: string): unknown {
  const text = primaryText([packageText("bash", { format: `<rpm:requires>${entries}</rpm:requires>` })]);
  return describeTable(parse(text))[0]?.[11];
}

test("parsePrimary() reads every column of a package", () => {
  const format = `<rpm:provides>
      <rpm:entry name="bash" flags="EQ" epoch="0" ver="1.0" rel="1.el9"/>
    </rpm:provides>
    <rpm:requires>
      <rpm:entry name="/bin/sh" pre="1"/>
      <rpm:entry name="/bin/sh"/>
    </rpm:requires>
    <file>/usr/bin/bash</file>
    <file type="dir">/etc/skel</file>`;
  expect(describeTable(parse(primaryText([packageText("bash", { format })])))).toEqual([
    [
      "bash",
      "1.0-1.el9",
      "x86_64",
      "AlmaLinux",
      1_700_000_000,
      "bash-1.0-1.el9.src.rpm",
      "Packages/bash.rpm",
      1000,
      5_000_000_000,
      `sha256:${"a".repeat(64)}`,
      ["bash = 1.0-1.el9"],
      ["/bin/sh"],
      [],
      [],
      [],
      [],
      [],
      [],
      ["/usr/bin/bash", "/etc/skel"],
    ],
  ]);
});

test("parsePrimary() keeps the order of the file", () => {
  const table = parse(primaryText(["zsh", "bash", "awk"].map((name) => packageText(name))));
  expect(describeTable(table).map(([name]) => name)).toEqual(["zsh", "bash", "awk"]);
});

test("a repository of 0 packages is a table of 0 packages", () => {
  expect(parse(primaryText([])).count).toBe(0);
  expect(parse('<metadata packages="0"/>').count).toBe(0);
});

describe("an entry", () => {
  test.each([
    ['<rpm:entry name="a"/>', ["a"]],
    ['<rpm:entry name="a" flags="GE" epoch="0" ver="1" rel="2"/>', ["a >= 1-2"]],
    ['<rpm:entry name="a" flags="LT" epoch="3" ver="1"/>', ["a < 3:1"]],
    ['<rpm:entry name="a" flags="LE" epoch="0" ver="1" rel=""/>', ["a <= 1"]],
    ['<rpm:entry name="a" flags="GT" epoch="" ver="1" rel="2"/>', ["a > 1-2"]],
    ['<rpm:entry name="a" flags="NE" epoch="0" ver="1"/>', ["a <> 1"]],
    ['<rpm:entry name="a" flags="EQ" epoch="0" ver="1:2"/>', ["a = 0:1:2"]],
    ['<rpm:entry name="a" flags="" epoch="" ver="" rel=""/>', ["a"]],
    ['<rpm:entry rel="2" ver="1" epoch="1" flags="EQ" name="a"/>', ["a = 1:1-2"]],
    ["<rpm:entry  name='a'\n\tflags='EQ' epoch='0' ver='1' rel='2' ></rpm:entry>", ["a = 1-2"]],
    ['<entry name="a"/><y:entry xmlns:y="u" name="b"/>', ["a", "b"]],
    ['<rpm:entry name="(a if (b &gt;= 1))"/>', ["(a if (b >= 1))"]],
    ['<rpm:entry name="a&amp;b&#38;c&#x26;d&lt;&gt;&quot;&apos;"/>', [`a&b&c&d<>"'`]],
    ['<rpm:entry name="a" unknown="x" other="&amp;"/>', ["a"]],
    ['<rpm:entry name="a"><inner name="b"/>text</rpm:entry><other><rpm:entry name="c"/></other>', ["a"]],
    ['<!-- <rpm:entry name="x"/> --><?pi <rpm:entry name="y"/>?><rpm:entry name="a"/>', ["a"]],
    ['<![CDATA[<rpm:entry name="x"/>]]><rpm:entry name="a"/>', ["a"]],
    // the same, in the form that the fast path reads, and where it must not be misled by what came before
    [
      ' <rpm:entry name="a" flags="EQ" epoch="0" ver="1" rel="2"/>\n <rpm:entry name="b" flags="EQ" epoch="0" ver="1" rel="2"/>',
      ["a = 1-2", "b = 1-2"],
    ],
    [
      ' <rpm:entry name="a" flags="EQ" epoch="0" ver="1"/>\n <rpm:entry name="b" flags="EQ" epoch="0" ver="1" rel="2"/>',
      ["a = 1", "b = 1-2"],
    ],
    [
      ' <rpm:entry name="a" flags="EQ" epoch="0" ver="1.1"/>\n <rpm:entry name="b" flags="EQ" epoch="0" ver="1.2"/>',
      ["a = 1.1", "b = 1.2"],
    ],
    [
      ' <rpm:entry name="a" flags="EQ" epoch="0" ver="1"/>\n <rpm:entry name="b&amp;" flags="EQ" epoch="0" ver="2"/>\n <rpm:entry name="c" flags="EQ" epoch="0" ver="1"/>',
      ["a = 1", "b& = 2", "c = 1"],
    ],
  ])("%s is %j", (entries, expected) => expect(requiresOf(entries)).toEqual(expected));
});

test("texts may be in CDATA, between comments, and with references", () => {
  const text = primaryText([packageText("bash")]).replace(
    "<name>bash</name>",
    "<name>b<![CDATA[a&]]>s<!-- x -->&#104;</name>",
  );
  expect(describeTable(parse(text))[0]?.[0]).toBe("ba&sh");
});

test("an xml:base goes before the location, and yum's sha is sha1", () => {
  const text = primaryText([packageText("bash")])
    .replace("<location ", '<location xml:base="https://other.example/os" ')
    .replace('type="sha256"', 'type="sha"');
  const [row] = describeTable(parse(text));
  expect([row?.[6], row?.[9]]).toEqual(["https://other.example/os/Packages/bash.rpm", `sha1:${"a".repeat(64)}`]);
});

test("what is not said is empty", () => {
  const [row] = describeTable(
    parse('<metadata><package><name>a</name><arch>noarch</arch><version ver="1"/></package></metadata>'),
  );
  expect(row?.slice(0, 10)).toEqual(["a", "1", "noarch", "", 0, "", "", 0, 0, ""]);
});

const one = primaryText([packageText("bash")]);

describe("bad input is refused:", () => {
  test.each([
    ["nothing", "", /it holds no element/],
    ["another document", "<html></html>", /root element is not <metadata>/],
    ["a cut file", one.slice(0, 500), /it ends at byte \d+ inside .*: it is cut/],
    ["a missing end", one.replace("</metadata>", ""), /inside <metadata>/],
    ["text after the end", `${one}x`, /text outside the root element/],
    ["a second root", `${one}<a/>`, /a second root element/],
    ["a wrong end", one.replace("</name>", "</nome>"), /<\/nome> at byte \d+ where <name> is open/],
    ["no name", one.replace("<name>bash</name>", ""), /a package at byte \d+ has no name/],
    ["no version", one.replace(/<version.*\n/, ""), /package "bash" at byte \d+ has no version/],
    [
      "a version without ver",
      one.replace('ver="1.0" ', ""),
      /package "bash" at byte \d+ has a <version> without "ver"/,
    ],
    ["no architecture", one.replace(/<arch>.*\n/, ""), /package "bash" at byte \d+ has no architecture/],
    ["a location without href", one.replace(/<location .*\n/, "<location/>"), /has a location without href/],
    ["a time that is none", one.replace('build="1700000000"', 'build="soon"'), /has "soon" where a number should be/],
    ["a size too large", one.replace('"1000"', `"${"9".repeat(30)}"`), /where a number should be/],
    ["a strange checksum type", one.replace('type="sha256"', 'type="s:x"'), /has a checksum of type "s:x"/],
    ["too many packages told", primaryText([packageText("a")], 2), /announces 2 packages and holds 1/],
    ["too few packages told", primaryText([packageText("a"), packageText("b")], 1), /announces 1 packages and holds 2/],
    ["a count that is none", primaryText([], "many"), /packages="many" is not a count/],
    [
      "unknown flags",
      one.replace("</format>", '<rpm:requires><rpm:entry name="a" flags="XX"/></rpm:requires></format>'),
      /has a dependency with flags "XX"/,
    ],
    [
      "a nameless dependency",
      one.replace("</format>", '<rpm:requires><rpm:entry name=""/></rpm:requires></format>'),
      /has a dependency without a name/,
    ],
    [
      "an attribute twice",
      one.replace('epoch="0"', 'epoch="0" epoch="1"'),
      /attribute "epoch" at byte \d+ is there twice/,
    ],
    ["an unknown entity", one.replace("bash</name>", "&bash;</name>"), /"&bash;.*is no reference that XML knows/],
    ["an impossible character", one.replace("bash</name>", "&#0;</name>"), /is no reference that XML knows/],
    ["a control character", one.replace("bash</name>", "\u0001</name>"), /0x01 at byte \d+ where text should be/],
    ["an unquoted value", one.replace('epoch="0"', "epoch=0"), /where a quoted value should be/],
    ["an open angle in a value", one.replace('epoch="0"', 'epoch="<"'), /where an attribute's value should be/],
    [
      "an element in a text",
      one.replace("bash</name>", "<b/></name>"),
      /an element at byte \d+ where only text may be/,
    ],
    ["another encoding", one.replace("UTF-8", "UTF-16"), /encoding "UTF-16" \(only UTF-8 is read\)/],
    ["a DOCTYPE", `<!DOCTYPE metadata>${one.slice(39)}`, /document type declaration \(DOCTYPE\)/],
    [
      "an entity bomb",
      `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><metadata>&b;</metadata>`,
      /document type declaration \(DOCTYPE\)/,
    ],
    ["elements without end", `<metadata>${"<a>".repeat(100)}`, /elements nested over 64 deep/],
  ])("%s", (_, text, message) => {
    expect(() => parse(text)).toThrow(RepodataError);
    expect(() => parse(text)).toThrow(message);
  });

  test("an attribute of 200 MB, without reading it all", () => {
    const head = new TextEncoder().encode('<metadata><package><location href="');
    const bytes = new Uint8Array(200_000_000).fill(97);
    bytes.set(head);
    const start = processorTime();
    expect(() => parsePrimary(bytes)).toThrow(/attribute "href" at byte \d+ is longer than 1048576 bytes/);
    expect(processorTime() - start).toBeLessThan(5000);
  });

  test("a dependency whose name is 200 MB", () => {
    const head = new TextEncoder().encode(one.replace(/<\/format>[^]*/, '<rpm:requires>\n      <rpm:entry name="'));
    const bytes = new Uint8Array(200_000_000).fill(97);
    bytes.set(head);
    expect(() => parsePrimary(bytes)).toThrow(/attribute "name" at byte \d+ is longer than 1048576 bytes/);
  });
});

test("an error tells byte and line", () => {
  const text = one.replace("</arch>", "</ark>");
  try {
    parse(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ document: "primary.xml", offset: text.indexOf("</ark>"), line: 5 });
  }
});

test("any damage to a good document gives a table or a RepodataError", () => {
  const format = `<rpm:provides><rpm:entry name="a" flags="EQ" epoch="0" ver="1" rel="2"/>
      <rpm:entry name="b&amp;" flags="EQ" epoch="0" ver="1" rel="2"/></rpm:provides><file>/a</file>`;
  const good = new TextEncoder().encode(primaryText([packageText("bash", { format }), packageText("zsh", { format })]));
  const edit = fc.record({
    at: fc.nat(good.length - 1),
    remove: fc.nat(60),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc
        .constantFrom("<", ">", "/>", "&", "&#", '"', "'", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "\0")
        .map((text) => new TextEncoder().encode(text)),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let bytes = good;
      for (const { at, remove, insert } of edits)
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + remove)]);
      expectTableOrError(bytes);
    }),
    { numRuns: 2000 },
  );
});

test("any bytes give a RepodataError", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectTableOrError), { numRuns: 1000 });
});

function expectTableOrError(bytes: Uint8Array): void {
  try {
    expect(describeTable(parsePrimary(bytes)).length).toBeGreaterThanOrEqual(0);
  } catch (error) {
    if (!(error instanceof RepodataError)) throw error;
  }
}
