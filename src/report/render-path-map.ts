import type { PathHop } from "../compare/path-map.ts";
import { labelled, printable } from "./layout.ts";
import { htmlText } from "./markup.ts";
import type { Style } from "./style.ts";

interface RenderOptions {
  readonly width: number;
  readonly style: Style;
}

const words = { convert: "convert in place, same major", upgrade: "upgrade in place, next major" };

/** Every way in place: from where to where, how, on which machines, and who says that it is supported. */
export function renderPathMap(hops: readonly PathHop[], { width, style }: RenderOptions): string {
  const lines = (isFerrys: boolean): readonly string[] =>
    hops
      .filter((hop) => hop.isFerrys === isFerrys)
      .flatMap(({ from, to, kind, tool, architectures, minimumMinor, supportedBy }) => {
        const minor = minimumMinor === null ? "" : `, from ${from.major}.${minimumMinor}`;
        return [
          style.strong(printable(`${from.title} → ${to.title}`)),
          ...labelled("how", `${words[kind]} (${tool})${minor}`, 2, 10, width),
          ...labelled("machines", architectures.join(", "), 2, 10, width),
          ...labelled("by", supportedBy.join("; "), 2, 10, width),
        ];
      });
  const others = lines(false);
  return [
    ...lines(true),
    ...(others.length === 0 ? [] : ["", style.strong("WAYS OF OTHERS, which Ferry does not go"), ...others]),
    "",
  ].join("\n");
}

const BOX = { width: 214, height: 36 };
const COLUMN = 310;
const LANE = 60;
const LEFT = 20;
const TOP = 64;
/** Between a box and the line that leads from it to AlmaLinux. */
const TRUNK = 24;

const style = `text { font: 13px system-ui, sans-serif; fill: #1b1b1b }
.head, .note { fill: #565656 }
.paper { fill: #fff }
.box { fill: #f2f2f2; stroke: #767676 }
.target { fill: #e0f0ff; stroke: #0066cc; stroke-width: 2 }
.convert { fill: none; stroke: #565656 }
.upgrade { fill: none; stroke: #0066cc; stroke-width: 2 }
.arrow { fill: #565656 }
.blue { fill: #0066cc }
@media (prefers-color-scheme: dark) {
  text { fill: #eee }
  .head, .note { fill: #b8b8b8 }
  .paper { fill: #161616 }
  .box { fill: #2a2a2a; stroke: #8a8a8a }
  .target { fill: #10304f; stroke: #73b1f0 }
  .convert { stroke: #b8b8b8 }
  .upgrade { stroke: #73b1f0 }
  .arrow { fill: #b8b8b8 }
  .blue { fill: #73b1f0 }
}`;

interface Place {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly target: boolean;
}

/**
 * The ways in place as one SVG picture that loads nothing from elsewhere: a column for each major, AlmaLinux on top, what is
 * converted to it below, and the upgrades from column to column.
 */
export function renderPathMapSvg(hops: readonly PathHop[]): string {
  const places = placesOf(hops);
  const majors = majorsOf(hops);
  const lanes = Math.max(...[...places.values()].map(({ y }) => y)) + BOX.height;
  const width = LEFT * 2 + (majors.length - 1) * COLUMN + BOX.width + TRUNK;
  const notes = (["upgrade", "convert"] as const).flatMap((kind) => {
    const by = new Set(hops.filter((hop) => hop.kind === kind).flatMap(({ supportedBy }) => supportedBy));
    const line = kind === "upgrade" ? "Thick" : "Thin";
    return by.size === 0 ? [] : [`${line}: ${words[kind]}, as these say:`, ...[...by].map((title) => `— ${title}`)];
  });
  const height = lanes + 28 + notes.length * 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">Ways in place to AlmaLinux</title>
<desc id="desc">${htmlText(hops.map(({ from, to, kind }) => `${from.title} to ${to.title}: ${words[kind]}`).join("; "))}</desc>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}"/>
${majors.map((major, index) => `<text class="head" x="${LEFT + index * COLUMN}" y="34">Major ${major}</text>`).join("\n")}
${hops.map((hop) => wayOf(hop, places)).join("\n")}
${[...places.values()]
  .map(({ title, x, y, target }) => {
    return `<rect class="${target ? "target" : "box"}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4"/><text x="${x + 10}" y="${y + 23}">${htmlText(title)}</text>`;
  })
  .join("\n")}
${notes.map((note, index) => `<text class="note" x="${LEFT}" y="${lanes + 34 + index * 20}">${htmlText(note)}</text>`).join("\n")}
</svg>
`;
}

function majorsOf(hops: readonly PathHop[]): readonly number[] {
  return [...new Set(hops.flatMap(({ from, to }) => [from.major, to.major]))].toSorted((left, right) => left - right);
}

/** Targets first in their column, the one that most ways lead to on top; what has no target in its column stands on top too. */
function placesOf(hops: readonly PathHop[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const ways = (id: string): number => hops.filter(({ to }) => to.id === id).length;
  for (const [column, major] of majorsOf(hops).entries()) {
    const releases = new Map(
      hops
        .flatMap(({ from, to }) => [from, to])
        .flatMap((one) => (one.major === major ? [[one.id, one] as const] : [])),
    );
    const sorted = [...releases.values()].toSorted((left, right) => ways(right.id) - ways(left.id));
    for (const [lane, { id, title, builds }] of sorted.entries()) {
      places.set(id, { title, x: LEFT + column * COLUMN, y: TOP + lane * LANE, target: builds.length > 0 });
    }
  }
  return places;
}

function wayOf({ from, to, kind }: PathHop, places: ReadonlyMap<string, Place>): string {
  const start = places.get(from.id);
  const end = places.get(to.id);
  if (start === undefined || end === undefined) return "";
  const half = BOX.height / 2;
  const right = start.x + BOX.width;
  if (kind === "convert") {
    const trunk = right + TRUNK;
    const tip = end.x + BOX.width;
    return `<path class="convert" d="M${right} ${start.y + half}H${trunk}V${end.y + half}H${tip + 8}"/><path class="arrow" d="M${tip} ${end.y + half}l9 -5v10z"/>`;
  }
  const bend = end.x - TRUNK;
  return `<path class="upgrade" d="M${right} ${start.y + half - 8}H${bend}V${end.y + half - 8}H${end.x - 8}"/><path class="blue" d="M${end.x} ${end.y + half - 8}l-9 -5v10z"/>`;
}
