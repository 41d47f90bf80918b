import { daysBetween } from "../checks/words.ts";
import { timeLeft } from "../compare/time-left.ts";
import { axisOf, hostsWords, type LifecycleView, plannedDays } from "./lifecycle.ts";
import { htmlText } from "./markup.ts";

const LABEL = 250;
const AXIS = 560;
const END = 260;
const ROW = 28;
const TOP = 48;

const style = `text { font: 13px system-ui, sans-serif; fill: #1b1b1b }
.year, .legend { fill: #565656 }
.paper { fill: #fff }
.grid { stroke: #c7c7c7 }
.today { stroke: #1b1b1b; stroke-width: 2 }
.active { fill: #0066cc }
.security { fill: #73b1f0 }
.planned { fill: #b35c00; stroke: #fff }
.extended { fill: none; stroke: #73b1f0; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #eee }
  .year, .legend { fill: #b8b8b8 }
  .paper { fill: #161616 }
  .grid { stroke: #444 }
  .today { stroke: #eee }
}`;

/** Releases on an axis of time as one SVG picture that loads nothing from elsewhere and runs nothing. */
export function renderLifecycleSvg(view: LifecycleView): string {
  const { rows, date, planned } = view;
  const { first, last } = axisOf(view);
  const start = `${first}-01-01`;
  const days = daysBetween(start, `${last}-01-01`);
  const at = (day: string): number => LABEL + (daysBetween(start, day) / days) * AXIS;
  const height = TOP + rows.length * ROW + 48;
  const width = LABEL + AXIS + END;
  const years = Array.from({ length: last - first }, (_, index) => first + index).filter((year) => year % 2 === 0);
  const bar = (name: string, from: string | null, to: string | null, y: number): string => {
    if (from === null || to === null || to <= from) return "";
    return `<rect class="${name}" x="${near(at(from))}" y="${y}" width="${near(at(to) - at(from))}" height="14"/>`;
  };
  const bottom = TOP + rows.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">Support of releases</title>
<desc id="desc">${htmlText(rows.map((row) => `${row.title}: ${endWords(row, date)}`).join("; "))}${htmlText(planned.map(({ date: day, host, title }) => `; planned for ${day}: ${host} to ${title}`).join(""))}</desc>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}"/>
${years
  .map((year) => {
    const x = near(at(`${year}-01-01`));
    return `<line class="grid" x1="${x}" y1="${TOP - 12}" x2="${x}" y2="${bottom}"/><text class="year" x="${x}" y="${TOP - 18}" text-anchor="middle">${year}</text>`;
  })
  .join("\n")}
${rows
  .map((row, index) => {
    const y = TOP + index * ROW;
    const hosts = row.role === "runs" ? ` (${hostsWords(row)} ${row.hosts === 1 ? "host" : "hosts"})` : "";
    const { released, active, security, extended } = row;
    return [
      `<text x="8" y="${y + 12}">${htmlText(`${row.title}${hosts}`)}</text>`,
      bar("active", released ?? start, active, y),
      bar("security", later(active, released ?? start), security, y),
      bar("extended", security, extended, y),
      ...plannedDays(row, view).map((day) => {
        const x = near(at(day));
        return `<path class="planned" d="M${x} ${y - 2} l9 9 l-9 9 l-9 -9 z"><title>${htmlText(`Planned move: ${day}`)}</title></path>`;
      }),
      `<text x="${LABEL + AXIS + 12}" y="${y + 12}">${htmlText(endWords(row, date))}</text>`,
    ].join("");
  })
  .join("\n")}
<line class="today" x1="${near(at(date))}" y1="${TOP - 12}" x2="${near(at(date))}" y2="${bottom}"/>
<text class="legend" x="8" y="${bottom + 30}">Dark: features and fixes. Light: security fixes only. Dashed: fixes that its maker sells. Line: ${htmlText(date)}.${planned.length === 0 ? "" : " Diamonds: planned moves."}</text>
</svg>
`;
}

function later(day: string | null, other: string): string {
  return day !== null && day > other ? day : other;
}

function endWords({ security }: LifecycleView["rows"][number], date: string): string {
  return security === null ? "fixes until: unknown" : `${security} ${timeLeft(security, date)}`;
}

/** A coordinate to a tenth of a unit: enough for the eye, and the same on every machine. */
function near(value: number): string {
  return String(Math.round(value * 10) / 10);
}
