import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RepodataError } from "./repodata-error.ts";
import { Vocabulary } from "./vocabulary.ts";
import { CLOSE, END, MORE, OPEN, XmlScanner } from "./xml-scanner.ts";

const names = { elements: new Vocabulary(["t"]), attributes: new Vocabulary(["a"]) };

/** What a document says, as text; elements named "t" are read as text. The chunks come one by one. */
function events(chunks: readonly Uint8Array[]): readonly string[] {
  const scanner = new XmlScanner("x", undefined, names, { attribute: 100, text: 1000, depth: 10 });
  const told: string[] = [];
  let isInText = false;
  const drain = (): boolean => {
    for (;;) {
      if (isInText) {
        if (!scanner.readText()) return false;
        told.push(`text ${scanner.text()}`);
        isInText = false;
      }
      const token = scanner.next();
      if (token === MORE) return false;
      if (token === END) return true;
      if (token === CLOSE) told.push("close");
      if (token === OPEN) {
        told.push(`open ${scanner.window.text(scanner.nameStart, scanner.nameEnd)}${scanner.selfClosing ? "/" : ""}`);
        for (let i = 0; i < scanner.attributes.count; i++) {
          scanner.readValue(i);
          const name = scanner.window.text(scanner.attributes.nameStarts[i]!, scanner.attributes.nameEnds[i]!);
          told.push(`${name}=${scanner.text()}`);
        }
        isInText = scanner.element === 1;
      }
    }
  };
  for (const chunk of chunks) {
    scanner.push(chunk);
    drain();
  }
  scanner.finish();
  expect(drain()).toBe(true);
  return told;
}

const document = new TextEncoder().encode(`\uFEFF<?xml version="1.0" encoding='utf-8'?><!-- > -- >x-->
<r xmlns:p="u"><p:t a="1&amp;2
3" b='"'>one<![CDATA[<&two>]]><!-- no --><?no?>&#xfc;\r\nthree</p:t >skipped &amp; text<e/><t/><t
a = 'é'></t></r>
<!-- after -->`);
const told = [
  "open r",
  "xmlns:p=u",
  "open t",
  "a=1&2 3",
  'b="',
  "text one<&two>ü\nthree",
  "open e/",
  "open t/",
  "text ",
  "open t",
  "a=é",
  "text ",
  "close",
];

test("a document in one piece", () => expect(events([document])).toEqual(told));

test("the same document in any pieces", () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 3, max: document.length }), { maxLength: 40 });
  fc.assert(
    fc.property(cuts, (positions) => {
      const ends = [...positions.toSorted((left, right) => left - right), document.length];
      const chunks = ends.map((end, index) => document.slice(index === 0 ? 0 : ends[index - 1], end));
      expect(events(chunks)).toEqual(told);
    }),
  );
});

test.each([
  [`<r a="${"x".repeat(101)}"/>`, /attribute "a" at byte 3 is longer than 100 bytes/],
  [`<t>${"x".repeat(1001)}</t>`, /the text at byte 3 is longer than 1000 bytes/],
  [`<t>&lt;${"x".repeat(600)}<!-- -->${"x".repeat(600)}</t>`, /is longer than 1000 bytes/],
  [`<r ${Array.from({ length: 65 }, (_, i) => `a${i}="x"`).join(" ")}/>`, /over 64 attributes/],
  [`<${"r".repeat(300)}/>`, /an element's name is longer than 256 bytes/],
  [`<r ${"a".repeat(300)}="x"/>`, /an attribute's name is longer than 256 bytes/],
  ['<r a="1"b="2"/>', /where white space before an attribute should be/],
  ["<r a/>", /where "=" should be/],
  ["<r =''/>", /where an attribute should be/],
  ["<r/ >", /where ">" should be/],
  ["< r/>", /where the name of an element should be/],
  ["<a></b>", /<\/b> at byte 3 where <a> is open/],
  ["<a></aa>", /where <a> is open/],
  ["</a>", /no element is open/],
  ["<![CDATA[x]]><r/>", /a CDATA section outside the root element/],
  ["<!ELEMENT x><r/>", /an unknown declaration/],
  ["<r><!--", /it is cut/],
  ["<r a='1", /it is cut/],
  ["<r", /it is cut/],
])("%# is refused", (text, message) => {
  const bytes = new TextEncoder().encode(text);
  expect(() => events([bytes])).toThrow(RepodataError);
  expect(() => events([bytes])).toThrow(message);
});

test("any bytes in any pieces end, with events or a RepodataError", () => {
  const piece = fc.constantFrom(
    ..."<r> </r> <t> </t> <t/> a='1' <!-- --> <![CDATA[ ]]> & &amp; <? ?> x < > \" '".split(" "),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 6 }), { maxLength: 8 }), (pieces) => {
      try {
        events(pieces.map((list) => new TextEncoder().encode(list.join(""))));
      } catch (error) {
        if (!(error instanceof RepodataError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
