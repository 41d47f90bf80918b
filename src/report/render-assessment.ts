import type { Assessment, FindingView, HostAssessment, ProblemView, ReleaseView } from "./assessment.ts";
import { cut, formatBytes, labelled, plural, printable, wrap } from "./layout.ts";
import { renderFleet } from "./render-fleet.ts";
import { renderTransaction } from "./render-transaction.ts";
import type { Style } from "./style.ts";

export interface RenderOptions {
  /** Columns to fill, 80 or more. */
  readonly width: number;
  readonly style: Style;
  /** `summary`: counts only. `all`: every package of the transaction. */
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
  if (host.outcome === "unsupported" || host.outcome === "unreachable" || host.outcome === "failed") {
    return [headLine(printable(host.host), host.from, options), ...outcomeLines(host, options)];
  }
  return [
    headLine(printable(host.host), host.from, options),
    headLine("target", host.to, options),
    ...routeLines(host),
    options.style.faint(cut(basis(host), options.width)),
    "",
    ...outcomeLines(host, options),
    ...host.findings.filter(({ unknown }) => !unknown).flatMap((finding) => ["", ...renderFinding(finding, options)]),
    ...problemLines(host, options),
    ...unknownLines(host, options),
    "",
    ...packageLines(host, options),
    ...notCovered(host, options),
  ];
}

function headLine(label: string, release: ReleaseView | null, options: RenderOptions): string {
  const name = label.length <= 20 ? label.padEnd(21) : `${label}  `;
  if (release === null) return `${options.style.strong(name)}system not known`;
  return `${options.style.strong(name)}${printable(release.title).padEnd(21)}${supportText(release)}`.trimEnd();
}

function supportText(release: ReleaseView): string {
  if (release.supportEnds === null || release.supportDays === null) return "";
  return release.supportDays < 0
    ? `no fixes since ${release.supportEnds} (${plural(-release.supportDays, "day")})`
    : `fixes until ${release.supportEnds} (${plural(release.supportDays, "day")})`;
}

function routeLines(host: HostAssessment): readonly string[] {
  if (host.route.length < 2 && host.route[0]?.kind === "convert") return [];
  return [`${"route".padEnd(21)}${host.route.map((hop) => `${hop.kind} to ${hop.to}`).join(", then ")}`];
}

function basis(host: HostAssessment): string {
  const { passed, found, notApplicable, unknown } = host.checks;
  const packages = host.repositories.reduce((sum, repository) => sum + repository.packages, 0);
  const { known, absent, unreadable } = host.facts;
  return [
    "read-only",
    `${plural(known + absent + unreadable, "fact")}${unreadable === 0 ? "" : ` (${unreadable} unreadable)`}`,
    plural(passed + found + notApplicable + unknown, "check"),
    `${plural(host.repositories.length, "repository", "repositories")}, ${plural(packages, "package")}`,
  ].join(" · ");
}

function outcomeLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { style } = options;
  const sign =
    host.outcome === "ready"
      ? style.good("✔ READY")
      : style.bad(`✖ ${host.outcome === "blocked" ? "BLOCKED" : "STOPPED"}`);
  const lines = wrap(printable(host.summary), options.width - 12);
  return lines.map((line, index) => (index === 0 ? `${sign}   ${line}` : `            ${line}`));
}

function renderFinding(finding: FindingView, options: RenderOptions): readonly string[] {
  const { style, width } = options;
  const sign = finding.inhibitor ? style.bad("✖") : finding.severity === "info" ? style.faint("·") : style.warn("!");
  const indent = finding.id.length + 4;
  const title = wrap(printable(finding.title), width - indent).map((line, index) =>
    index === 0 ? `${sign} ${style.strong(finding.id)}  ${line}` : " ".repeat(indent) + line,
  );
  const part = (label: string, text: string) => (text === "" ? [] : labelled(label, text, indent, 6, width));
  return [...title, ...part("seen", finding.seen), ...part("risk", finding.risk), ...part("fix", finding.fix)];
}

const fewProblems = 5;

function problemLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { problems } = host;
  const shown = options.packages === "all" ? problems : problems.slice(0, fewProblems);
  const rest = problems.length - shown.length;
  return [
    ...shown.flatMap((problem, index) => ["", ...renderProblem(problem, index, options)]),
    ...(rest === 0 ? [] : ["", `… and ${plural(rest, "more problem")}: the same command with --diff`]),
  ];
}

function renderProblem(problem: ProblemView, index: number, options: RenderOptions): readonly string[] {
  const { style, width } = options;
  const because = problem.because.flatMap((sentence, position) =>
    labelled(position === 0 ? "because" : "and", sentence, 2, 9, width),
  );
  const choices = problem.choices.flatMap((choice, position) => labelled(`${position + 1}`, choice, 4, 3, width));
  return [
    `${style.bad("✖")} ${style.strong(`Problem ${index + 1}`)}  the packages cannot be brought to the target as they are`,
    ...because,
    ...(choices.length === 0 ? [] : ["  one of these would free it:", ...choices]),
  ];
}

function packageLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { install, upgrade, downgrade, reinstall, obsolete, remove } = host.transaction;
  const parts = [
    [upgrade.length, "upgraded"],
    [downgrade.length, "downgraded"],
    [reinstall.length, "replaced by the target's build"],
    [new Set(obsolete.map(({ old }) => old)).size, "replaced by another package"],
    [remove.length, "removed"],
    [host.totals.kept, "kept"],
    [install.length, "new"],
  ] as const;
  const text = parts.filter(([count]) => count > 0).map(([count, word]) => `${count.toLocaleString("en")} ${word}`);
  const size = `download ${formatBytes(host.totals.downloadBytes)}, on disk ${host.totals.sizeChangeBytes >= 0 ? "+" : ""}${formatBytes(host.totals.sizeChangeBytes)}`;
  if (text.length === 0) return [];
  if (host.basis === "none")
    return labelled(
      "Packages",
      `${plural(host.totals.installed, "package")}: no transaction could be computed`,
      0,
      10,
      options.width,
    );
  const basis =
    host.basis === "exact"
      ? []
      : labelled("", "if the packages that stand in the way may be removed:", 0, 10, options.width);
  return [
    ...basis,
    ...labelled(
      "Packages",
      `${plural(host.totals.installed, "package")}: ${text.join(", ")} · ${size}`,
      0,
      10,
      options.width,
    ),
    ...(options.packages === "all" ? ["", ...renderTransaction(host.transaction)] : removedInBrief(host, options)),
  ];
}

const briefly = 5;

function removedInBrief(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { remove } = host.transaction;
  const shown = remove
    .slice(0, briefly)
    .flatMap(({ nevra, why }) => labelled("-", `${nevra}  ${why}`, 2, 2, options.width));
  const rest = remove.length > briefly ? [`  … and ${plural(remove.length - briefly, "more removal")}`] : [];
  const empty = Object.values(host.transaction).every((list: readonly unknown[]) => list.length === 0);
  return [...shown, ...rest, ...(empty ? [] : ["Every package: the same command with --diff"])];
}

/** Checks that could not be made, a line or two each: what is not known, and why. */
function unknownLines(host: HostAssessment, options: RenderOptions): readonly string[] {
  const unknown = host.findings.filter((finding) => finding.unknown);
  if (unknown.length === 0) return [];
  const { style, width } = options;
  const lines = unknown.flatMap((finding) => {
    const sign = finding.inhibitor ? style.bad("✖") : style.warn("!");
    const title = finding.title.replace(/^Not checked: /, "");
    const [first = "", ...rest] = labelled(finding.id, `${title} (${finding.seen})`, 2, finding.id.length + 2, width);
    return [sign + first.slice(1), ...rest];
  });
  return ["", `${plural(unknown.length, "check")} could not be made; unknown is not fine`, ...lines];
}

/** What the answer leaves out; facts that no check missed are named once per reason. */
function notCovered(host: HostAssessment, options: RenderOptions): readonly string[] {
  const missed = new Set(
    host.findings.filter(({ unknown }) => unknown).flatMap(({ seen }) => seen.match(/\w+(?=: )/g) ?? []),
  );
  const byReason = Map.groupBy(
    host.unreadable.filter(({ fact }) => !missed.has(fact)),
    ({ reason }) => reason,
  );
  const unreadable = [...byReason].map(
    ([reason, facts]) => `not read: ${facts.map(({ fact }) => fact).join(", ")} (${reason})`,
  );
  const sentences = [...host.undecided, ...unreadable];
  if (sentences.length === 0) return [];
  return ["", "Not covered by this answer", ...sentences.flatMap((text) => labelled("?", text, 2, 2, options.width))];
}
