import type { ComparedValue, ComparisonRow } from "../compare/comparison.ts";
import { type ComparisonView, topicTitles } from "./comparison.ts";
import { printable, wrap } from "./layout.ts";
import type { Style } from "./style.ts";

interface RenderOptions {
  readonly width: number;
  readonly style: Style;
}

const GAP = 2;
const LABEL = 16;
/** Columns narrower than this are hard to read: then the releases stand below each other. */
const NARROWEST = 28;

/**
 * Releases side by side as text: a column for each while there is room, else each value on lines of its own with the releases
 * that share it. A number in brackets after a value points at its sources, which stand at the end.
 */
export function renderComparison(view: ComparisonView, options: RenderOptions): string {
  const { style, width } = options;
  const column = Math.floor((width - LABEL) / view.releases.length) - GAP;
  const lay = column >= NARROWEST ? inColumns(view, column, style) : below(view, options);
  const topics = [...new Set(view.rows.map(({ topic }) => topic))];
  const numbers = numbersOf(view);
  return [
    ...wrap(`${view.releases.map((id) => titleOf(view, id)).join(", ")}: as known on ${view.date}`, width),
    ...topics.flatMap((topic) => [
      "",
      style.strong(topicTitles[topic].toUpperCase()),
      ...lay.head,
      ...view.rows.filter((row) => row.topic === topic).flatMap((row) => lay.row(row, numbers)),
    ]),
    "",
    style.strong("SOURCES"),
    ...view.sources.flatMap(({ title, url, date }, index) => {
      const [first = "", ...more] = wrap(printable(`${title}, ${date}`), width - 6);
      return [
        `${`[${index + 1}]`.padEnd(6)}${first}`,
        ...more.map((line) => `      ${line}`),
        `      ${printable(url)}`,
      ];
    }),
    "",
  ].join("\n");
}

interface Lay {
  /** What stands below the title of a topic. */
  readonly head: readonly string[];
  readonly row: (row: ComparisonRow, numbers: Numbers) => readonly string[];
}

function inColumns(view: ComparisonView, column: number, style: Style): Lay {
  const beside = (label: readonly string[], cells: readonly (readonly string[])[]): readonly string[] => {
    const height = Math.max(label.length, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      [(label[line] ?? "").padEnd(LABEL), ...cells.map((lines) => " ".repeat(GAP) + (lines[line] ?? "").padEnd(column))]
        .join("")
        .trimEnd(),
    );
  };
  const titles = view.releases.map((id) => wrap(printable(titleOf(view, id)), column));
  return {
    head: beside([], titles).map((line) => style.faint(line)),
    row: ({ label, values }, numbers) =>
      beside(
        wrap(printable(label), LABEL),
        view.releases.map((id) => wrap(printable(valueWords(values[id], numbers)), column)),
      ),
  };
}

function below(view: ComparisonView, { width }: RenderOptions): Lay {
  const most = Math.max(...view.releases.map((id) => titleOf(view, id).length));
  const indent = Math.min(most, 30) + 2 + GAP;
  return {
    head: [],
    row: ({ label, values }, numbers) => [
      printable(label),
      ...[...Map.groupBy(view.releases, (id) => valueWords(values[id], numbers))].flatMap(([words, ids]) => {
        const title = printable(ids.map((id) => titleOf(view, id)).join(", "));
        const lines = wrap(printable(words), width - indent);
        const own = title.length + 2 + GAP > indent;
        return [
          ...(own ? wrap(title, width - 2).map((line) => `  ${line}`) : []),
          ...lines.map((line, index) => (index === 0 && !own ? `  ${title}` : "").padEnd(indent) + line),
        ];
      }),
    ],
  };
}

/** The number of each source by its URL. */
type Numbers = ReadonlyMap<string, number>;

function numbersOf({ sources }: ComparisonView): Numbers {
  return new Map(sources.map(({ url }, index) => [url, index + 1]));
}

function valueWords(value: ComparedValue | undefined, numbers: Numbers): string {
  if (value === undefined) return "unknown";
  if (value.source === null) return value.why === undefined ? value.value : `${value.value}: ${value.why}`;
  const marks = value.source.split(" ").flatMap((url) => numbers.get(url) ?? []);
  return marks.length === 0 ? value.value : `${value.value} [${marks.join(",")}]`;
}

function titleOf({ titles }: ComparisonView, id: string): string {
  return titles[id] ?? id;
}
