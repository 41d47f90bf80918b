import type { Assessment, HostAssessment, ReleaseView } from "./assessment.ts";
import { cut, labelled, plural, printable, wrap } from "./layout.ts";
import { renderFindings, renderNotCovered, renderProblems, renderUnknown } from "./render-findings.ts";
import { renderFleet } from "./render-fleet.ts";
import { renderPackages } from "./render-packages.ts";
import type { Style } from "./style.ts";

export interface RenderOptions {
  /** Columns to fill, 80 or more. */
  readonly width: number;
  readonly style: Style;
  /** `summary`: counts only. `all`: every package of the transaction, and every problem. */
  readonly packages: "summary" | "all";
}

/** The screen of one host, or the table of several. The last words say what to do next. */
export function renderAssessment(assessment: Assessment, options: RenderOptions): string {
  const [first, second] = assessment.hosts;
  const lines =
    first !== undefined && second === undefined ? renderHost(first, options) : renderFleet(assessment.hosts, options);
  return [...lines, ""].join("\n");
}

function renderHost(host: HostAssessment, options: RenderOptions): readonly string[] {
  if (host.outcome !== "ready" && host.outcome !== "blocked") {
    return [...headLines(printable(host.host), host.from, options), ...outcomeLines(host, options)];
  }
  return [
    ...headLines(printable(host.host), host.from, options),
    ...headLines("target", host.to, options),
    ...routeLines(host, options),
    ...wrap(basis(host), options.width).map(options.style.faint),
    "",
    ...outcomeLines(host, options),
    ...renderFindings(host, options),
    ...renderProblems(host, options),
    ...renderUnknown(host, options),
    "",
    ...renderPackages(host, options),
    ...renderNotCovered(host, options),
    "",
    ...nextLines(host, options),
  ];
}

/** Name, release and support on one line where they fit, on several where they do not. */
function headLines(label: string, release: ReleaseView | null, options: RenderOptions): readonly string[] {
  const indent = 21;
  const { style, width } = options;
  const name = style.strong(cut(label, width));
  const parts =
    release === null ? ["system not known"] : [cut(printable(release.title), width - indent), supportText(release)];
  const facts = parts
    .filter((part) => part !== "")
    .map((part, index) => (index === 0 ? part.padEnd(indent - 1) : part));
  const one = facts.join(" ").trimEnd();
  const own = label.length < indent;
  if (own && indent + one.length <= width) return [`${name}${" ".repeat(indent - label.length)}${one}`];
  const below = one.length + indent <= width ? [one] : facts.map((part) => part.trimEnd());
  const [first = "", ...rest] = below;
  const lines = own
    ? [`${name}${" ".repeat(indent - label.length)}${first}`, ...rest.map(indented)]
    : [name, ...below.map(indented)];
  return lines;

  function indented(line: string): string {
    return " ".repeat(indent) + line;
  }
}

function supportText(release: ReleaseView): string {
  if (release.supportEnds === null || release.supportDays === null) return "";
  return release.supportDays < 0
    ? `no fixes since ${release.supportEnds} (${plural(-release.supportDays, "day")})`
    : `fixes until ${release.supportEnds} (${plural(release.supportDays, "day")})`;
}

function routeLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  if (host.route.length < 2 && host.route[0]?.kind === "convert") return [];
  return labelled("route", host.route.map((hop) => `${hop.kind} to ${hop.to}`).join(", then "), 0, 21, options.width);
}

/** What the answer rests on. Facts that were not taken on this day say their age. */
function basis(host: HostAssessment): string {
  const { passed, found, notApplicable, unknown } = host.checks;
  const packages = host.repositories.reduce((sum, repository) => sum + repository.packages, 0);
  const { known, absent, unreadable } = host.facts;
  const old = host.factsDays !== null && host.factsDays > 0 ? `, ${plural(host.factsDays, "day")} old` : "";
  return [
    "read-only",
    `${plural(known + absent + unreadable, "fact")}${unreadable === 0 ? "" : ` (${unreadable} unreadable)`}${old}`,
    plural(passed + found + notApplicable + unknown, "check"),
    `${plural(host.repositories.length, "repository", "repositories")}, ${plural(packages, "package")}`,
  ].join(" · ");
}

function outcomeLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { style } = options;
  const isGood = host.outcome === "ready" || host.outcome === "arrived";
  const word = `${isGood ? "✔" : "✖"} ${host.outcome.toUpperCase()}`;
  const indent = word.length + 3;
  const [first = "", ...rest] = wrap(printable(host.summary), options.width - indent);
  return [
    `${isGood ? style.good(word) : style.bad(word)}   ${first}`,
    ...rest.map((line) => " ".repeat(indent) + line),
  ];
}

/** What to do with this answer. */
function nextLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  const next =
    host.outcome === "ready"
      ? "look at every package with --diff. Nothing has been changed on the host"
      : host.findings.some(({ inhibitor, unknown }) => inhibitor && !unknown) || host.problems.length > 0
        ? "put right what is marked ✖, then run the same command again. Every package: --diff"
        : "find out what is marked ✖, then run the same command again. Every package: --diff";
  return labelled("Next:", next, 0, 6, options.width);
}
