import type { Chain, Choice, ExplainedProblem, Explanation, Fate } from "../resolve/explain/explanation.ts";
import type { ExplanationReport } from "./explanation.ts";
import { labelled, plural, printable } from "./layout.ts";
import { priceText } from "./price-text.ts";
import type { Style } from "./style.ts";

interface Options {
  readonly width: number;
  readonly style: Style;
}

const signs: Readonly<Partial<Record<Fate, string>>> = {
  removed: "✖",
  undecided: "✖",
  downgraded: "!",
  "held back": "!",
};

/** The screen of `ferry explain`: per package what, why, who asked, what else it could have been, what could be done. */
export function renderExplanation(report: ExplanationReport, options: Options): string {
  const { packages, problems, more, undecided } = report;
  const lines = [
    ...labelled("", `${printable(report.host)} to ${report.title}: ${basisText(report)}`, 0, 0, options.width).map(
      options.style.strong,
    ),
    ...problems.flatMap((problem, index) => ["", ...renderProblemChain(problem, index, options)]),
    ...packages.flatMap((one) => ["", ...packageLines(one, options)]),
    ...(problems.length + packages.length === 0 ? ["", "Nothing is removed, held back or downgraded."] : []),
    ...(more === 0 ? [] : ["", `… and ${plural(more, "more package")}: name what you want to know about`]),
    ...(undecided.length === 0
      ? []
      : ["", "Not covered by this answer", ...undecided.flatMap((text) => labelled("?", text, 2, 2, options.width))]),
    "",
  ];
  return lines.join("\n");
}

/** A contradiction and the ways out. */
export function renderProblemChain(problem: ExplainedProblem, index: number, options: Options): readonly string[] {
  return [
    `${options.style.bad("✖")} ${options.style.strong(`Problem ${index + 1}`)}  these cannot all hold`,
    ...chainLines(problem, options),
    ...choiceLines(problem.choices, options),
  ];
}

function basisText({ basis }: ExplanationReport): string {
  if (basis === "exact") return "the transaction solves as it is";
  return basis === "with-erasing"
    ? "the transaction solves if what stands in its way may be removed"
    : "no transaction can be computed";
}

function packageLines(one: Explanation, options: Options): readonly string[] {
  const sign = signs[one.fate] ?? "·";
  const mark = sign === "✖" ? options.style.bad : sign === "!" ? options.style.warn : options.style.faint;
  const [first = "", ...rest] = labelled("", one.what, 2, 0, options.width);
  return [
    `${mark(sign)} ${options.style.strong(first.trimStart())}`,
    ...rest.map(options.style.strong),
    ...chainLines(one, options),
    ...labelled("asked by", one.asked, 2, 9, options.width),
    ...(one.alternatives.length === 0 ? [] : ["  not taken"]),
    ...one.alternatives.flatMap(({ nevra, repository, why }) =>
      labelled("-", `${nevra} (${repository}): ${why}`, 4, 3, options.width),
    ),
    ...choiceLines(one.choices, options),
  ];
}

function chainLines({ because, so }: Chain, { width }: Options): readonly string[] {
  return [
    ...because.flatMap((sentence, index) => labelled(index === 0 ? "because" : "and", sentence, 2, 9, width)),
    ...labelled("so", so, 2, 9, width),
  ];
}

function choiceLines(choices: readonly Choice[], { width }: Options): readonly string[] {
  if (choices.length === 0) return [];
  return [
    "  choices, each solved through",
    ...choices.flatMap(({ what, price }, index) => [
      ...labelled(String(index + 1), what, 4, 3, width),
      ...labelled("", priceText(price), 9, 0, width),
    ]),
  ];
}
