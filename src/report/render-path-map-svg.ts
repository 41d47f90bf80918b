import type { PathHop } from "../compare/path-map.ts";
import { htmlText } from "./markup.ts";
import { wayWords } from "./render-path-map.ts";

const BOX = { width: 214, height: 36 };
const COLUMN = 326;
const LANE = 56;
const LEFT = 20;
const TOP = 64;
/** Between a box and the first of the lines that lead within its column, and between these. */
const TRUNK = 18;
/** Between the bend of an upgrade and the box that it leads to. */
const BEND = 22;
/** Beside each other at a box: an upgrade, and the conversions to each family. */
const STEP = 5;

/** Lines of conversions, by the family that they lead to: told apart by dashes as well as by colour. */
const lineStyles = ["first", "second", "third", "fourth"] as const;

const style = `text { font: 13px system-ui, sans-serif; fill: #1b1b1b }
.head, .note { fill: #565656 }
.paper { fill: #fff }
.box { fill: #f2f2f2; stroke: #767676 }
.target { fill: #e0f0ff; stroke: #0066cc; stroke-width: 2 }
.line { fill: none; stroke: #0066cc }
.upgrade { stroke-width: 3 }
.others { stroke: #565656; stroke-dasharray: 9 4 }
.second { stroke: #a30000; stroke-dasharray: 7 3 }
.third { stroke: #2f6b2f; stroke-dasharray: 2 3 }
.fourth { stroke: #7a3e9d; stroke-dasharray: 8 3 2 3 }
.arrow { fill: #0066cc; stroke: none }
.arrow.others { fill: #565656 }
.arrow.second { fill: #a30000 }
.arrow.third { fill: #2f6b2f }
.arrow.fourth { fill: #7a3e9d }
@media (prefers-color-scheme: dark) {
  text { fill: #eee }
  .head, .note { fill: #b8b8b8 }
  .paper { fill: #161616 }
  .box { fill: #2a2a2a; stroke: #8a8a8a }
  .target { fill: #10304f; stroke: #73b1f0 }
  .line { stroke: #73b1f0 }
  .others { stroke: #b8b8b8 }
  .second { stroke: #ff8a80 }
  .third { stroke: #8fd18f }
  .fourth { stroke: #cba3e3 }
  .arrow { fill: #73b1f0 }
  .arrow.others { fill: #b8b8b8 }
  .arrow.second { fill: #ff8a80 }
  .arrow.third { fill: #8fd18f }
  .arrow.fourth { fill: #cba3e3 }
}`;

type Release = PathHop["from"];

interface Place {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly target: boolean;
}

/**
 * The ways in place as one SVG picture that loads nothing from elsewhere: a column for each major version, a lane for each family,
 * upgrades from column to column, and conversions within one, by a line of its own for each family that they lead to.
 */
export function renderPathMapSvg(hops: readonly PathHop[]): string {
  const places = placesOf(hops);
  const majors = majorsOf(hops);
  const families = convertedTo(hops);
  const lanes = Math.max(...[...places.values()].map(({ y }) => y)) + BOX.height;
  const notes = legendOf(hops, families);
  const width = LEFT * 2 + (majors.length - 1) * COLUMN + BOX.width + TRUNK * (families.length + 1);
  const height = lanes + 28 + notes.length * 20;
  const says = hops.map(
    ({ from, to, kind, tool, isFerrys }) =>
      `${from.title} to ${to.title}: ${wayWords[kind]}${isFerrys ? "" : `, by ${tool} and not by Ferry`}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">Ways in place from release to release</title>
<desc id="desc">${htmlText(says.join("; "))}</desc>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}"/>
${majors.map((major, index) => `<text class="head" x="${LEFT + index * COLUMN}" y="34">Major ${major}</text>`).join("\n")}
${hops.map((hop) => wayOf(hop, places, families)).join("\n")}
${[...places.values()]
  .map(({ title, x, y, target }) => {
    return `<rect class="${target ? "target" : "box"}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4"/><text x="${x + 10}" y="${y + 23}">${htmlText(title)}</text>`;
  })
  .join("\n")}
${notes
  .map(({ line, text }, index) => {
    const y = lanes + 34 + index * 20;
    const sample = line === "" ? "" : `<path class="line ${line}" d="M${LEFT} ${y - 4}h36"/>`;
    return `${sample}<text class="note" x="${LEFT + 46}" y="${y}">${htmlText(text)}</text>`;
  })
  .join("\n")}
</svg>
`;
}

function majorsOf(hops: readonly PathHop[]): readonly number[] {
  return [...new Set(hops.flatMap(({ from, to }) => [from.major, to.major]))].toSorted((left, right) => left - right);
}

/** "CentOS Stream" of "CentOS Stream 9". */
function familyOf({ title }: Pick<Release, "title">): string {
  return title.replace(/ \d+$/, "");
}

/** Families that are converted to, Ferry's first, then the one with the most ways. */
function convertedTo(hops: readonly PathHop[]): readonly string[] {
  const converts = hops.filter(({ kind }) => kind === "convert");
  const ways = Map.groupBy(converts, ({ to }) => familyOf(to));
  const isFerrys = (family: string): number => Number(ways.get(family)?.some((hop) => hop.isFerrys) ?? false);
  return [...ways.keys()].toSorted(
    (left, right) => isFerrys(right) - isFerrys(left) || (ways.get(right)?.length ?? 0) - (ways.get(left)?.length ?? 0),
  );
}

/** A lane for each family: what is gone to most on top. */
function placesOf(hops: readonly PathHop[]): ReadonlyMap<string, Place> {
  const releases = [...new Map(hops.flatMap(({ from, to }) => [from, to]).map((one) => [one.id, one])).values()];
  const ways = (family: string): number => hops.filter(({ to }) => familyOf(to) === family).length;
  const isTarget = (family: string): number =>
    Number(releases.some((one) => familyOf(one) === family && one.builds.length > 0));
  const families = [...new Set(releases.map(familyOf))].toSorted(
    (left, right) => isTarget(right) - isTarget(left) || ways(right) - ways(left),
  );
  const majors = majorsOf(hops);
  return new Map(
    releases.map(({ id, title, major, builds }): [string, Place] => [
      id,
      {
        title,
        x: LEFT + majors.indexOf(major) * COLUMN,
        y: TOP + families.indexOf(familyOf({ title })) * LANE,
        target: builds.length > 0,
      },
    ]),
  );
}

function wayOf(
  { from, to, kind, isFerrys }: PathHop,
  places: ReadonlyMap<string, Place>,
  families: readonly string[],
): string {
  const start = places.get(from.id);
  const end = places.get(to.id);
  if (start === undefined || end === undefined) return "";
  const right = start.x + BOX.width;
  if (kind === "convert") {
    const index = families.indexOf(familyOf(to));
    const at = BOX.height / 2 + (index - 1) * STEP;
    const trunk = right + TRUNK * (index + 1);
    const tip = end.x + BOX.width;
    const line = lineStyles[index % lineStyles.length] ?? "first";
    return `<path class="line ${line}" d="M${right} ${start.y + at}H${trunk}V${end.y + at}H${tip + 8}"/><path class="arrow ${line}" d="M${tip} ${end.y + at}l9 -4v8z"/>`;
  }
  const at = BOX.height / 2 - 2 * STEP;
  const line = isFerrys ? "" : "others";
  return `<path class="line upgrade ${line}" d="M${right} ${start.y + at}H${end.x - BEND}V${end.y + at}H${end.x - 8}"/><path class="arrow ${line}" d="M${end.x} ${end.y + at}l-10 -6v12z"/>`;
}

/** What each line is, who goes it, and who says so. */
function legendOf(
  hops: readonly PathHop[],
  families: readonly string[],
): readonly { readonly line: string; readonly text: string }[] {
  const upgrades = [true, false].map((isFerrys) => ({
    line: `upgrade${isFerrys ? "" : " others"}`,
    words: wayWords.upgrade,
    goer: isFerrys ? "leapp, after Ferry's assessment" : undefined,
    own: hops.filter((hop) => hop.kind === "upgrade" && hop.isFerrys === isFerrys),
  }));
  const converts = families.map((family, index) => {
    const own = hops.filter((hop) => hop.kind === "convert" && familyOf(hop.to) === family);
    const goer = own.some((hop) => hop.isFerrys) ? "Ferry" : undefined;
    return { line: lineStyles[index % lineStyles.length] ?? "", words: `${wayWords.convert}, to ${family}`, goer, own };
  });
  return [...upgrades, ...converts].flatMap(({ line, words, goer, own }) => {
    if (own.length === 0) return [];
    const tools = [...new Set(own.map(({ tool }) => tool))].join(", ");
    const says = [...new Set(own.flatMap(({ supportedBy }) => supportedBy))];
    return [
      { line, text: `${words}: by ${goer ?? `${tools}, not by Ferry`}, as these say:` },
      ...says.map((title) => ({ line: "", text: `— ${title}` })),
    ];
  });
}
