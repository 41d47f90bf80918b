import { compareVersion } from "../package/compare-version.ts";
import { type Evr, parseEvr } from "../package/evr.ts";
import { cut, formatCount, labelled, plural, printable } from "./layout.ts";
import { renderLibraries } from "./render-library-difference.ts";
import type {
  ModuleDifferenceView,
  RepositoryDiffView,
  SourceCountView,
  VersionChangeView,
} from "./repository-diff.ts";
import type { Style } from "./style.ts";

export interface RepositoryDiffRendering {
  readonly style: Style;
  /** Columns of a summary; a full list has lines as long as its names. */
  readonly width: number;
  /** Counts and examples, or every package, stream and library. */
  readonly extent: "summary" | "full";
}

/** How many examples a summary has of each kind. */
const EXAMPLES = 5;

/** Two repositories side by side, as text. */
export function renderRepositoryDiff(difference: RepositoryDiffView, rendering: RepositoryDiffRendering): string {
  const { style, extent } = rendering;
  const { left, right, packages, abi, sonames } = difference;
  const lines = [
    `A  ${printable(left)}  ${plural(packages.left, "package")}`,
    `B  ${printable(right)}  ${plural(packages.right, "package")}`,
    ...(difference.equal ? ["", "Nothing differs"] : []),
    "",
    style.strong("Packages by name and architecture, the newest version of each"),
    ...counts(difference, rendering.width),
    ...(extent === "full" ? fullLists(difference, style) : examples(difference, rendering)),
    ...moduleLines(difference.modules, rendering),
  ];
  const libraries =
    abi === undefined
      ? [
          "",
          `Sonames and symbol versions: ${formatCount(sonames.onlyLeft.length)} only in A, ${formatCount(sonames.onlyRight.length)} only in B`,
          ...(extent === "full" ? sonameLists(difference, style) : []),
          ...(sonames.onlyLeft.length + sonames.onlyRight.length > 0 ? [style.faint("--abi says who needs them")] : []),
        ]
      : renderLibraries(abi, rendering);
  const more = extent === "summary" && !difference.equal ? ["", style.faint("--full lists everything")] : [];
  return [...lines, ...libraries, ...more, ""].join("\n");
}

function counts(difference: RepositoryDiffView, width: number): readonly string[] {
  const { same, rebuilt, otherArch, newer, older, onlyLeft, onlyRight, replaced, sources, formerBuilds } = difference;
  const stepNotes = (changes: readonly VersionChangeView[], order: 1 | -1): string => {
    const count = (matches: (left: Evr, right: Evr) => boolean): number =>
      changes.filter(({ left, right }) => matches(parseEvr(left), parseEvr(right))).length;
    const release = count((left, right) => left.epoch === right.epoch && left.version === right.version);
    const epoch = count(
      (left, right) => left.epoch !== right.epoch && compareVersion(right.version, left.version) !== order,
    );
    return [
      ...(release === 0 ? [] : [`${formatCount(release)} in the release only`]),
      ...(epoch === 0 ? [] : [`${formatCount(epoch)} by the epoch only, not by the version`]),
    ].join("; ");
  };
  const sourcesOf = (list: readonly SourceCountView[], theirs: string): readonly string[] => {
    const whole = list.filter((entry) => entry.whole).length;
    return list.length === 0
      ? []
      : [
          `from ${plural(list.length, "source")}${whole === 0 ? "" : `; ${theirs} has nothing of ${formatCount(whole)}`}`,
        ];
  };
  const renamed = replaced.length === 0 ? [] : [`${formatCount(replaced.length)} obsoleted by B`];
  const rows: readonly (readonly [string, number, string])[] = [
    ["same version, same file", same - rebuilt.length, ""],
    ["same version, other file", rebuilt.length, rebuilt.length === 0 ? "" : "built or signed anew"],
    ["same version, other arch", otherArch.length, ""],
    ["newer in B", newer.length, stepNotes(newer, 1)],
    ["older in B", older.length, stepNotes(older, -1)],
    ["only in A", onlyLeft.length, [...sourcesOf(sources.onlyLeft, "B"), ...renamed].join("; ")],
    ["only in B", onlyRight.length, sourcesOf(sources.onlyRight, "A").join("")],
    ["older builds only in A", formerBuilds.onlyLeft.length, ""],
    ["older builds only in B", formerBuilds.onlyRight.length, ""],
  ];
  return rows
    .filter(([, count], index) => count > 0 || index === 0)
    .flatMap(([label, count, note]) => {
      const start = `${label.padEnd(25)}${formatCount(count).padStart(7)}`;
      return note === "" ? [`  ${start}`] : labelled(start, note, 2, start.length + 2, width);
    });
}

function examples(difference: RepositoryDiffView, { style, width }: RepositoryDiffRendering): readonly string[] {
  const { newer, older, otherArch, rebuilt, onlyLeft, onlyRight, replaced, sources } = difference;
  const group = (
    title: string,
    lines: readonly string[],
    all: number,
    shown: number,
    what: string,
  ): readonly string[] =>
    all === 0
      ? []
      : [
          "",
          style.strong(title),
          ...lines,
          ...(all > shown ? [style.faint(`  and ${plural(all - shown, what)} more`)] : []),
        ];
  const changes = (title: string, list: readonly VersionChangeView[]): readonly string[] => {
    const grouped = bySource(list);
    const rows = grouped.slice(0, EXAMPLES).map(changeRow);
    return group(title, exampleRows(rows, width), grouped.length, rows.length, "source");
  };
  const names = (title: string, list: readonly string[]): readonly string[] => {
    const shown = list.slice(0, EXAMPLES).map((name) => cut(`  ${printable(name)}`, width));
    return group(title, shown, list.length, shown.length, "package");
  };
  const only = (
    ours: string,
    theirs: string,
    nevras: readonly string[],
    list: readonly SourceCountView[],
  ): readonly string[] => {
    const title = `Only in ${ours}`;
    if (nevras.length <= EXAMPLES) return names(title, nevras);
    const telling = [...list].sort((one, two) => Number(two.whole) - Number(one.whole));
    const rows = telling
      .slice(0, EXAMPLES)
      .map(
        ({ source, packages, whole }) =>
          [source, packages, whole ? "" : `${theirs} has other packages of this source`] as const,
      );
    return group(title, exampleRows(rows, width), list.length, rows.length, "source");
  };
  return [
    ...names("Same version, other file", rebuilt),
    ...changes("Same version, other architecture", otherArch),
    ...changes("Newer in B: the largest steps", newer),
    ...changes("Older in B: the largest steps", older),
    ...only("A", "B", onlyLeft, sources.onlyLeft),
    ...names("Only in A, obsoleted by a package of B", replaced.map(replacedText)),
    ...only("B", "A", onlyRight, sources.onlyRight),
  ];
}

/** Rows of a name, how many packages, and what is said of them. */
function exampleRows(rows: readonly (readonly [string, number, string])[], width: number): readonly string[] {
  const widest = Math.min(34, Math.max(...rows.map(([label]) => label.length)));
  return rows.flatMap(([label, packages, text]) => {
    const start = `${cut(printable(label), widest).padEnd(widest)}  ${packages === 1 ? "" : `${formatCount(packages)} packages`}`;
    return text === "" ? [`  ${start.trimEnd()}`] : labelled(start.padEnd(widest + 15), text, 2, widest + 16, width);
  });
}

interface SourceChange {
  readonly change: VersionChangeView;
  readonly packages: number;
}

/** One line a source, the largest step first: of a new major version people want to hear, not of its 40 packages. */
function bySource(changes: readonly VersionChangeView[]): readonly SourceChange[] {
  const groups = new Map<string, SourceChange>();
  for (const change of changes) {
    const key = `${change.source} ${change.module ?? ""}`;
    const known = groups.get(key);
    groups.set(key, {
      change: known === undefined || isNamedAfterSource(change) ? change : known.change,
      packages: (known?.packages ?? 0) + 1,
    });
  }
  return [...groups.values()]
    .map((group) => ({ group, step: stepOf(parseEvr(group.change.left), parseEvr(group.change.right)) }))
    .sort((one, two) => one.step - two.step || two.group.packages - one.group.packages)
    .map(({ group }) => group);
}

/** Its version is the one that people know: that of ghc, not of the libraries that come with it. */
function isNamedAfterSource({ package: name, source }: VersionChangeView): boolean {
  return name.slice(0, name.lastIndexOf(".")) === source;
}

/** The place of the first number of a version that differs; a release counts least. */
function stepOf(left: Evr, right: Evr): number {
  if (left.version === right.version) return 1_000;
  const ours = left.version.split(/[^0-9A-Za-z]+/);
  const theirs = right.version.split(/[^0-9A-Za-z]+/);
  const step = ours.findIndex((part, index) => part !== theirs[index]);
  return step < 0 ? ours.length : step;
}

function changeRow({ change, packages }: SourceChange): readonly [string, number, string] {
  const { source, module, left, right, rightArch } = change;
  const label = packages === 1 ? change.package : source;
  return [
    module === undefined ? label : `${label} (${module})`,
    packages,
    `${left} → ${right}${rightArch === undefined ? "" : `.${rightArch}`}`,
  ];
}

function replacedText({ package: name, by }: RepositoryDiffView["replaced"][number]): string {
  return `${name}  by ${by}`;
}

function changeText({ package: name, left, right, rightArch, module }: VersionChangeView): string {
  const to = rightArch === undefined ? right : `${right}.${rightArch}`;
  return `${name}  ${left} → ${to}${module === undefined ? "" : `  of ${module}`}`;
}

function fullLists(difference: RepositoryDiffView, style: Style): readonly string[] {
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ["Same version, other file", difference.rebuilt],
    ["Same version, other architecture", difference.otherArch.map(changeText)],
    ["Newer in B", difference.newer.map(changeText)],
    ["Older in B", difference.older.map(changeText)],
    ["Only in A", difference.onlyLeft],
    ["Only in A, obsoleted by a package of B", difference.replaced.map(replacedText)],
    ["Only in B", difference.onlyRight],
    ["Older builds only in A", difference.formerBuilds.onlyLeft],
    ["Older builds only in B", difference.formerBuilds.onlyRight],
  ];
  return groups.flatMap(([title, entries]) => fullList(title, entries, style));
}

function sonameLists({ sonames }: RepositoryDiffView, style: Style): readonly string[] {
  const text = ({ name, neededBy }: { readonly name: string; readonly neededBy: number }) =>
    `${name}${neededBy === 0 ? "" : `  needed by ${plural(neededBy, "package")} there`}`;
  return [
    ...fullList("Sonames only in A", sonames.onlyLeft.map(text), style),
    ...fullList("Sonames only in B", sonames.onlyRight.map(text), style),
  ];
}

function fullList(title: string, entries: readonly string[], style: Style): readonly string[] {
  if (entries.length === 0) return [];
  const heading = style.strong(`${title} (${formatCount(entries.length)})`);
  return ["", heading, ...entries.map((entry) => ` ${printable(entry)}`)];
}

function moduleLines(
  modules: ModuleDifferenceView,
  { style, width, extent }: RepositoryDiffRendering,
): readonly string[] {
  if (modules.kind === "unreadable")
    return [
      "",
      style.warn("Modules: not compared"),
      ...modules.reasons.flatMap((reason) => labelled("because", reason, 2, 10, width)),
    ];
  const { streams, same, changed, defaults } = modules;
  if (streams.left + streams.right === 0 && defaults.length === 0) return [];
  const most = extent === "full" ? Number.POSITIVE_INFINITY : EXAMPLES;
  const row = (label: string, items: readonly string[]): readonly string[] => {
    if (items.length === 0) return [];
    const rest = items.length > most ? ` and ${formatCount(items.length - most)} more` : "";
    const text = items.slice(0, most).join(", ") + rest;
    return extent === "full"
      ? items.map((item) => `  ${label.padEnd(17)}  ${printable(item)}`)
      : labelled(label, `${formatCount(items.length)}: ${text}`, 2, 19, width);
  };
  const streamsWhere = (matches: (entry: (typeof changed)[number]) => boolean): readonly string[] =>
    changed.filter(matches).map(({ module, stream }) => `${module}:${stream}`);
  const newer = ({ left, right }: (typeof changed)[number]): boolean =>
    right.length > left.length || (right.length === left.length && right > left);
  return [
    "",
    style.strong("Module streams"),
    `  ${formatCount(streams.left)} in A, ${formatCount(streams.right)} in B; ${formatCount(same)} in the same version`,
    ...row(
      "newer in B",
      streamsWhere((entry) => entry.left !== "" && entry.right !== "" && newer(entry)),
    ),
    ...row(
      "older in B",
      streamsWhere((entry) => entry.left !== "" && entry.right !== "" && !newer(entry)),
    ),
    ...row(
      "only in A",
      streamsWhere(({ right }) => right === ""),
    ),
    ...row(
      "only in B",
      streamsWhere(({ left }) => left === ""),
    ),
    ...row(
      "other default",
      defaults.map(({ module, left, right }) => `${module} ${left || "none"} → ${right || "none"}`),
    ),
  ];
}
