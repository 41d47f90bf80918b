import { SaxesParser } from "saxes";
import { RepodataError } from "./repodata-error.ts";

/** An element as it closes: its name without prefix, its attributes by local name, and the text directly inside it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface XmlHandler {
  /** `path` are the names from the root to the element itself. */
  readonly open?: (path: readonly string[], attributes: ReadonlyMap<string, string>) => void;
  readonly close?: (path: readonly string[], element: XmlElement) => void;
}

const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 64;
const MAX_ATTRIBUTE = 1024 * 1024;
const MAX_TEXT = 4 * 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * Reads a small XML document by events: repomd, metalink, comps, updateinfo (primary and filelists have readers of their
 * own). A DOCTYPE may name a DTD, which is not read (comps files do); one that declares entities is refused. Depth,
 * attributes and text have limits.
 *
 * @throws RepodataError with the line
 */
export function readXml(document: string, text: string, handler: XmlHandler): void {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const path: string[] = [];
  const open: { readonly attributes: ReadonlyMap<string, string>; text: string }[] = [];
  const fail = (state: string): never => {
    throw new RepodataError(document, state, { line: parser.line });
  };
  parser.on("error", (error) => fail(error.message.replace(/^\d+:\d+: /, "")));
  parser.on("doctype", (declaration) => {
    if (declaration.includes("[")) fail("its DOCTYPE declares entities of its own, which is refused: they could grow");
  });
  parser.on("opentag", (tag) => {
    if (path.length === MAX_DEPTH) fail(`elements are nested more than ${MAX_DEPTH} deep`);
    const entries = Object.entries(tag.attributes);
    if (entries.length > MAX_ATTRIBUTES)
      fail(`<${tag.name}> has ${entries.length} attributes, at most ${MAX_ATTRIBUTES}`);
    const long = entries.find(([, value]) => value.length > MAX_ATTRIBUTE);
    if (long !== undefined) fail(`attribute "${long[0]}" has more than ${MAX_ATTRIBUTE} characters`);
    const attributes = new Map(entries.map(([name, value]) => [localName(name), value]));
    path.push(localName(tag.name));
    open.push({ attributes, text: "" });
    handler.open?.(path, attributes);
  });
  const addText = (piece: string) => {
    const element = open.at(-1);
    if (element === undefined) return;
    if (element.text.length + piece.length > MAX_TEXT) fail(`<${path.at(-1)}> has more than ${MAX_TEXT} characters`);
    element.text += piece;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = open.pop();
    const name = path.at(-1);
    if (element !== undefined && name !== undefined) handler.close?.(path, { name, ...element });
    path.pop();
  });
  for (let start = 0; start < text.length; start += CHUNK) parser.write(text.slice(start, start + CHUNK));
  parser.close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
