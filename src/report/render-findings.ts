import type { FindingView, HostAssessment, ProblemView } from "./assessment.ts";
import { labelled, plural, printable, wrap } from "./layout.ts";
import type { RenderOptions } from "./render-assessment.ts";

/** What was found, with where it was seen, what it risks and what to do. What is not known comes later, in short. */
export function renderFindings(host: HostAssessment, options: RenderOptions): readonly string[] {
  return host.findings.filter(({ unknown }) => !unknown).flatMap((finding) => ["", ...renderFinding(finding, options)]);
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

/** Findings that say that the repositories are not (all of) the target's: then problems with packages tell little. */
export function wrongRepositories(host: HostAssessment): FindingView | undefined {
  return host.findings.find(
    ({ check, unknown }) => !unknown && (check === "repositories/target-major" || check === "repositories/base-system"),
  );
}

export function renderProblems(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { problems } = host;
  const cause = wrongRepositories(host);
  if (cause !== undefined && options.packages === "summary") {
    const packages = problems.filter(({ kind }) => kind === "packages");
    const others = problems.filter(({ kind }) => kind !== "packages");
    const text = `with these repositories; ${cause.id} explains most of them as a rule. The list: --diff`;
    return [
      ...others.flatMap((problem, index) => ["", ...renderProblem(problem, index, options)]),
      ...(packages.length === 0
        ? []
        : [
            "",
            ...labelled(
              options.style.bad("✖"),
              `${plural(packages.length, "package problem")} ${text}`,
              0,
              2,
              options.width,
            ),
          ]),
    ];
  }
  const shown = options.packages === "all" ? problems : problems.slice(0, fewProblems);
  const rest = problems.length - shown.length;
  return [
    ...shown.flatMap((problem, index) => ["", ...renderProblem(problem, index, options)]),
    ...(rest === 0 ? [] : ["", `… and ${plural(rest, "more problem")}: the same command with --diff`]),
  ];
}

const problemTitles: Readonly<Record<ProblemView["kind"], string>> = {
  packages: "the packages cannot be brought to the target as they are",
  repository: "the target's repositories cannot be used",
};

function renderProblem(problem: ProblemView, index: number, options: RenderOptions): readonly string[] {
  const { style, width } = options;
  const because = problem.because.flatMap((sentence, position) =>
    labelled(position === 0 ? "because" : "and", sentence, 2, 9, width),
  );
  const choices = problem.choices.flatMap((choice, position) => labelled(`${position + 1}`, choice, 4, 3, width));
  const [only, second] = problem.choices;
  return [
    `${style.bad("✖")} ${style.strong(`Problem ${index + 1}`)}  ${problemTitles[problem.kind]}`,
    ...because,
    ...(problem.so === undefined ? [] : labelled("so", problem.so, 2, 9, width)),
    ...(only === undefined
      ? []
      : second === undefined
        ? labelled("fix", only, 2, 9, width)
        : ["  one of these would free it:", ...choices]),
  ];
}

/** Checks that could not be made, a line or two each: what is not known, and why; then how it could be. */
export function renderUnknown(host: HostAssessment, options: RenderOptions): readonly string[] {
  const unknown = host.findings.filter((finding) => finding.unknown);
  if (unknown.length === 0) return [];
  const { style, width } = options;
  const lines = unknown.flatMap((finding) => {
    const sign = finding.inhibitor ? style.bad("✖") : style.warn("!");
    const title = finding.title.replace(/^Not checked: /, "");
    const [first = "", ...rest] = labelled(finding.id, `${title} (${finding.seen})`, 2, finding.id.length + 2, width);
    return [sign + first.slice(1), ...rest];
  });
  const fixes = [...new Set(unknown.map(({ fix }) => fix))].flatMap((fix) => labelled("fix", fix, 10, 6, width));
  return [
    "",
    `${plural(unknown.length, "check")} could not be made, and unknown is not fine. Not known is whether:`,
    ...lines,
    ...fixes,
  ];
}

/** What the answer leaves out; facts that no check missed are named once per reason. */
export function renderNotCovered(host: HostAssessment, options: RenderOptions): readonly string[] {
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
