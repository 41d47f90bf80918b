import { cut, formatCount, plural, printable, wrap } from "./layout.ts";
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
  const stranded = breaks.filter(({ there }) => !there);
  const text = (line: string, indent = 2): readonly string[] =>
    wrap(printable(line), width - indent).map((part) => " ".repeat(indent) + part);
  const head = [
    "",
    style.strong(`Libraries of ${ours} that ${theirs} lacks`),
    ...text(
      losses.length === 0
        ? `None: what is built against ${ours} finds its libraries in ${theirs}`
        : `${plural(gone.length, "soname")} not there, ${plural(losses.length - gone.length, "library", "libraries")} there without some symbol versions; packages of ${ours} need ${formatCount(needed.length)} of these ${formatCount(losses.length)}`,
    ),
    ...(breaks.length === 0
      ? []
      : text(
          `${plural(breaks.length, "package")} of ${ours} would break on ${theirs}; ${theirs} has no build of its own of ${formatCount(stranded.length)} of them`,
        )),
    ...(elsewhere === 0
      ? []
      : text(
          `${plural(elsewhere, "soname and symbol version", "sonames and symbol versions")} that ${ours} needs are in neither: they come from elsewhere`,
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
  const shown = needed.slice(0, EXAMPLES);
  return [
    ...head,
    ...shown.flatMap((loss) => [
      cut(`  ${printable(titleOf(loss, theirs))}`, width),
      ...text(needText(loss, theirs), 6),
    ]),
    ...(needed.length > shown.length
      ? [style.faint(`  and ${plural(needed.length - shown.length, "library", "libraries")} more`)]
      : []),
  ];
}

function titleOf({ library, gone, providers, missing, successor }: LibraryLossView, theirs: string): string {
  const from = providers.length === 0 ? "" : `  ${providers[0]}`;
  if (!gone)
    return `${library}${from}: without ${listed(
      missing.map(({ name }) => symbolOf(name)),
      3,
    )}`;
  return `${library}${from}${successor === undefined ? "" : `; ${theirs} has ${successor.library}`}`;
}

/** `OPENSSL_3.0.0` of `libssl.so.3(OPENSSL_3.0.0)(64bit)`. */
function symbolOf(capability: string): string {
  return /\(([^()]+)\)/.exec(capability)?.[1] ?? capability;
}

function needText({ neededBy }: LibraryLossView, theirs: string): string {
  const lost = neededBy.filter(({ there }) => !there);
  const others = lost.filter(({ sameSource }) => !sameSource);
  const telling = others.length > 0 ? others : lost.length > 0 ? lost : neededBy;
  const names = listed(
    telling.map((entry) => entry.package),
    NAMED,
  );
  const count = plural(neededBy.length, "package needs it", "packages need it");
  if (lost.length === 0) return `${count}, ${theirs} has builds of all by name: ${names}`;
  const without = lost.length === neededBy.length ? "none" : formatCount(lost.length);
  return lost.length === neededBy.length
    ? `${count}, ${theirs} has ${without} of them: ${names}`
    : `${count}, ${theirs} lacks ${without} of them: ${names}`;
}

function listed(items: readonly string[], most: number): string {
  const rest = items.length > most ? ` and ${formatCount(items.length - most)} more` : "";
  return items.slice(0, most).join(", ") + rest;
}

function fullLoss(
  { library, gone, missing, providers, neededBy, successor }: LibraryLossView,
  theirs: string,
): string[] {
  const heir =
    successor === undefined ? "" : `; ${theirs} has ${successor.library} (${successor.providers.join(", ")})`;
  return [
    ` ${library}  ${gone ? "not there" : "lacks symbol versions"}; from ${providers.join(", ")}${heir}`,
    ...missing
      .filter(({ name }) => name !== library)
      .map(({ name, neededBy: users }) => `     ${name}  ${formatCount(users)}`),
    ...(neededBy.length === 0
      ? []
      : [
          `     needed by ${neededBy.map((entry) => `${entry.package}${entry.there ? "" : ` (not in ${theirs})`}`).join(", ")}`,
        ]),
  ].map(printable);
}
