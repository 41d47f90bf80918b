import { formatCount, plural, printable, wrap } from "./layout.ts";
import type { RepositoryDiffRendering } from "./render-repository-diff.ts";
import type { LibraryDifferenceView, LibraryLossView } from "./repository-diff.ts";

const EXAMPLES = 8;
const NAMED = 4;

/** Which libraries one side lacks, and which packages of the other would break on it. */
export function renderLibraries(
  difference: LibraryDifferenceView,
  rendering: RepositoryDiffRendering,
): readonly string[] {
  const { onlyLeft, onlyRight, breaks, elsewhere } = difference;
  return [
    ...side({ losses: onlyLeft, breaks: breaks.left, elsewhere: elsewhere.left, ours: "A", theirs: "B" }, rendering),
    ...side({ losses: onlyRight, breaks: breaks.right, elsewhere: elsewhere.right, ours: "B", theirs: "A" }, rendering),
  ];
}

interface Side {
  readonly losses: readonly LibraryLossView[];
  readonly breaks: LibraryDifferenceView["breaks"]["left"];
  readonly elsewhere: number;
  readonly ours: string;
  readonly theirs: string;
}

function side(
  { losses, breaks, elsewhere, ours, theirs }: Side,
  rendering: RepositoryDiffRendering,
): readonly string[] {
  const { style, width, extent } = rendering;
  const gone = losses.filter((loss) => loss.gone);
  const needed = losses.filter(({ neededBy }) => neededBy.length > 0);
  const partial = losses.length - gone.length;
  const stranded = breaks.filter(({ there }) => !there);
  const text = (line: string, indent = 2): readonly string[] =>
    wrap(printable(line), width - indent).map((part) => " ".repeat(indent) + part);
  const head = [
    "",
    style.strong(`Libraries of ${ours} that ${theirs} lacks`),
    ...text(
      losses.length === 0
        ? `None: what is built against ${ours} finds its libraries in ${theirs}`
        : [
            `${plural(gone.length, "soname")} not there`,
            ...(partial === 0
              ? []
              : [
                  `${plural(partial, "library", "libraries")} there without some versions of ${partial === 1 ? "its" : "their"} symbols`,
                ]),
            needed.length === 0
              ? `no package of ${ours} needs them`
              : `packages of ${ours} need ${formatCount(needed.length)} of these ${formatCount(losses.length)}`,
          ].join("; "),
    ),
    ...(breaks.length === 0
      ? []
      : text(
          `${plural(breaks.length, "package")} of ${ours} would break on ${theirs}; ${theirs} has no build of ${howMany(stranded.length, breaks.length)} of them`,
        )),
    ...(elsewhere === 0
      ? []
      : text(
          elsewhere === 1
            ? `1 soname or symbol version that ${ours} needs is in neither: it comes from elsewhere`
            : `${formatCount(elsewhere)} sonames and symbol versions that ${ours} needs are in neither: they come from elsewhere`,
        )),
  ];
  if (extent === "full")
    return [
      ...head,
      ...losses.flatMap((loss) => fullLoss(loss, theirs)),
      ...(breaks.length === 0
        ? []
        : ["", style.strong(`Packages of ${ours} that would break on ${theirs} (${formatCount(breaks.length)})`)]),
      ...breaks.map(({ package: name, evr, there, missing }) =>
        printable(` ${name}  ${evr}${there ? "" : `  not in ${theirs}`}  needs ${missing.join(", ")}`),
      ),
    ];
  const matters = mattersOf(needed);
  const shown = matters.slice(0, EXAMPLES);
  return [
    ...head,
    ...shown.flatMap((matter) => [...text(titleOf(matter, theirs)), ...text(needText(matter, theirs), 6)]),
    ...(matters.length > shown.length
      ? [style.faint(`  and libraries of ${plural(matters.length - shown.length, "source")} more`)]
      : []),
  ];
}

type Need = LibraryLossView["neededBy"][number];

/** The libraries of one source: they go together, and one line is enough. */
interface Matter {
  readonly losses: readonly LibraryLossView[];
  /** Packages of other sources that need any of them. */
  readonly outside: readonly Need[];
  /** Packages of the same source. */
  readonly within: readonly Need[];
}

/** What breaks most comes first. */
function mattersOf(losses: readonly LibraryLossView[]): readonly Matter[] {
  const groups = new Map<string, LibraryLossView[]>();
  for (const loss of losses) {
    const group = groups.get(loss.source);
    if (group === undefined) groups.set(loss.source, [loss]);
    else group.push(loss);
  }
  return [...groups.values()].map(matterOf).sort((one, two) => weightOf(two) - weightOf(one));
}

function matterOf(losses: readonly LibraryLossView[]): Matter {
  const needs = new Map<string, Need>();
  for (const need of losses.flatMap(({ neededBy }) => neededBy)) {
    const known = needs.get(need.package);
    needs.set(need.package, { ...need, needsItThere: need.needsItThere || known?.needsItThere === true });
  }
  const all = [...needs.values()];
  return {
    losses,
    outside: all.filter(({ sameSource }) => !sameSource),
    within: all.filter(({ sameSource }) => sameSource),
  };
}

function weightOf({ outside }: Matter): number {
  return outside.filter(({ there, needsItThere }) => !there || needsItThere).length * 1_000 + outside.length;
}

function titleOf({ losses }: Matter, theirs: string): string {
  const [first] = losses;
  if (first === undefined) return "";
  const { library, gone, providers, missing, successor, source } = first;
  const from = providers[0] === undefined ? library : `${library} of ${providers[0]}`;
  const without = listed(
    missing.map(({ name }) => symbolOf(name)),
    3,
  );
  const heir = successor === undefined ? "" : `; ${theirs} has ${successor.library}`;
  const others = losses.length === 1 ? "" : `; and ${formatCount(losses.length - 1)} more of ${source}`;
  return `${from}${gone ? heir : `: without ${without}`}${others}`;
}

/** `OPENSSL_3.0.0` of `libssl.so.3(OPENSSL_3.0.0)(64bit)`. */
function symbolOf(capability: string): string {
  return /\(([^()]+)\)/.exec(capability)?.[1] ?? capability;
}

function needText({ losses, outside, within }: Matter, theirs: string): string {
  const it = losses.length === 1 ? "it" : "them";
  const names = (needs: readonly Need[]): string =>
    listed(
      needs.map((need) => need.package),
      NAMED,
    );
  if (outside.length === 0) return `only packages of the same source need ${it}: ${names(within)}`;
  const lost = outside.filter(({ there }) => !there);
  const stuck = outside.filter(({ needsItThere }) => needsItThere);
  const count = plural(outside.length, `package needs ${it}`, `packages need ${it}`);
  const parts = [
    ...(lost.length === 0 ? [] : [`${theirs} has no build of ${howMany(lost.length, outside.length)}: ${names(lost)}`]),
    ...(stuck.length === 0
      ? []
      : [
          `${stuck.length === outside.length && lost.length === 0 ? "all their builds" : `the builds of ${formatCount(stuck.length)}`} in ${theirs} need ${it} too: ${names(stuck)}`,
        ]),
  ];
  return parts.length === 0
    ? `${count}; ${theirs} has builds of all that do without: ${names(outside)}`
    : `${count}; ${parts.join("; ")}`;
}

function howMany(count: number, all: number): string {
  return count === all ? "any" : formatCount(count);
}

function listed(items: readonly string[], most: number): string {
  const rest = items.length > most ? ` and ${formatCount(items.length - most)} more` : "";
  return items.slice(0, most).join(", ") + rest;
}

function fullLoss(loss: LibraryLossView, theirs: string): readonly string[] {
  const { library, gone, missing, providers, neededBy, successor } = loss;
  const heir =
    successor === undefined ? "" : `; ${theirs} has ${successor.library} (${successor.providers.join(", ")})`;
  const lost = neededBy.filter(({ there }) => !there).length;
  return [
    ` ${library}  ${gone ? "not there" : "lacks symbol versions"}; from ${providers.join(", ")}${heir}`,
    ...missing
      .filter(({ name }) => name !== library)
      .map(({ name, neededBy: users }) => `     ${name}  needed by ${users === 0 ? "none" : plural(users, "package")}`),
    ...(neededBy.length === 0
      ? []
      : [
          `     needed by ${plural(neededBy.length, "package")}; ${theirs} has no build of ${howMany(lost, neededBy.length)}`,
        ]),
  ].map(printable);
}
